/// The list of sheets, and from which day dates count: ECMA-376 part 1, 18.2.
final class Workbook: XMLConsumer {
    struct Sheet {
        let name: String
        let isHidden: Bool
        let relationship: String
    }

    private(set) var sheets: [Sheet] = []
    private(set) var dates = DateSystem.from1900

    func start(_ name: XMLName, _ attributes: XMLAttributes) {
        switch name {
        case "workbookPr":
            if attributes.flag("date1904") { dates = .from1904 }
        case "sheet":
            guard let name = attributes["name"], let relationship = attributes["id"] else { return }
            let state = attributes["state"] ?? "visible"
            sheets.append(Sheet(name: name, isHidden: state != "visible", relationship: relationship))
        default: return  // the rest of a workbook says nothing about its rows
        }
    }

    func end(_ name: XMLName) {}
    func text(_ bytes: UnsafeRawBufferPointer) {}
}
