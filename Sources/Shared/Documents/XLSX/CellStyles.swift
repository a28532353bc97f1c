/// Which cells show dates, by their style: ECMA-376 part 1, 18.8.
final class CellStyles: XMLConsumer {
    private var formats: [Int: NumberFormat.Style] = [:]
    private var formatOfStyle: [Int] = []
    private var isInCellFormats = false

    func start(_ name: XMLName, _ attributes: XMLAttributes) {
        switch name {
        case "numFmt":
            guard let id = attributes.integer("numFmtId"), let code = attributes["formatCode"] else { return }
            formats[id] = NumberFormat.style(of: code)
        case "cellXfs": isInCellFormats = true
        case "xf":
            if isInCellFormats { formatOfStyle.append(attributes.integer("numFmtId") ?? 0) }
        default: return  // fonts, fills and borders
        }
    }

    func end(_ name: XMLName) {
        if case "cellXfs" = name { isInCellFormats = false }
    }

    func text(_ bytes: UnsafeRawBufferPointer) {}

    /// A style that is missing shows numbers, as style 0 does.
    func style(of index: Int) -> NumberFormat.Style {
        guard formatOfStyle.indices.contains(index) else { return .number }
        let format = formatOfStyle[index]
        return formats[format] ?? NumberFormat.style(ofBuiltIn: format)
    }
}
