/// The areas of merged cells of a sheet. They stand behind the rows, so a pass of its own collects them.
final class MergedAreas: XMLConsumer {
    struct Area {
        let first: CellPlace
        let last: CellPlace
    }

    private static let mostOnARow = 1_000

    private let file: String
    private let limit: Int
    private var areas: [Area] = []
    /// Those of `areas` that begin at or above the row asked for last, and do not end above it.
    private var active: [Area] = []
    private var next = 0

    init(file: String, limit: Int) {
        self.file = file
        self.limit = limit
    }

    func start(_ name: XMLName, _ attributes: XMLAttributes) throws(TableError) {
        guard case "mergeCell" = name, let text = attributes["ref"] else { return }
        let places = text.split(separator: ":").compactMap { $0.withCString { CellPlace($0) } }
        guard places.count == 2, places[0].row <= places[1].row, places[0].column <= places[1].column else { return }
        areas.append(Area(first: places[0], last: places[1]))
        guard areas.count <= limit else {
            throw TableError(
                file: file, message: "has more than \(limit) areas of merged cells; unmerge them", zh: "合并单元格过多，请取消合并")
        }
    }

    func end(_ name: XMLName) {}
    func text(_ bytes: UnsafeRawBufferPointer) {}

    /// To be called once, when all are known.
    func sort() { areas.sort { ($0.first.row, $0.first.column) < ($1.first.row, $1.first.column) } }

    /// The areas that lie on a row; rows must be asked for in ascending order.
    ///
    /// - Throws: where there are more than any sheet has whose areas do not overlap.
    func areas(on row: Int) throws(TableError) -> [Area] {
        while next < areas.count, areas[next].first.row <= row {
            active.append(areas[next])
            next += 1
        }
        if active.contains(where: { $0.last.row < row }) { active.removeAll { $0.last.row < row } }
        guard active.count <= MergedAreas.mostOnARow else {
            let message = "has more than \(MergedAreas.mostOnARow) areas of merged cells here; unmerge them"
            throw TableError(file: file, row: row, message: message, zh: "此行的合并单元格过多，请取消合并")
        }
        return active
    }
}
