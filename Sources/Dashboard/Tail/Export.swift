import Log

/// Records of a topic as a file: from a place on, at most so many, masked as on the page.
struct Export {
    enum Format: String, CaseIterable {
        case csv, jsonl

        var mediaType: String {
            switch self {
            case .csv: "text/csv; charset=utf-8"
            case .jsonl: "application/jsonl; charset=utf-8"
            }
        }
    }

    static let most = 10_000
    private static let mostBytes = 16 << 20

    let log: any EventLog
    let partitions: [TopicPartition]
    let start: TailSession.Start
    let condition: RecordCondition?
    let format: Format
    let isUnmasked: Bool

    func run() throws -> (bytes: [UInt8], records: Int) {
        let ends = try log.ends(of: partitions)
        let reader = try log.reader(for: .folding)
        defer { reader.close() }
        try reader.assign(try TailSession.offsets(of: partitions, from: start, in: log))
        // Excel takes UTF-8 for what it is only behind a byte order mark.
        var bytes: [UInt8] =
            format == .csv ? Array("\u{FEFF}topic,partition,offset,time,key,type,payload\r\n".utf8) : []
        var count = 0
        while ends.contains(where: { (reader.reached[$0.key] ?? 0) < $0.value.lastStable }) {
            for record in try reader.poll(PollLimits(firstWaitMs: 200, moreWaitMs: 0)) {
                guard record.offset < ends[record.topicPartition]?.lastStable ?? 0 else { continue }
                let shown = ShownRecord(record, isUnmasked: isUnmasked)
                if let condition, !condition.holds(shown) { continue }
                bytes += line(shown).utf8
                count += 1
                if count == Self.most || bytes.count > Self.mostBytes { return (bytes, count) }
            }
        }
        return (bytes, count)
    }

    private func line(_ record: ShownRecord) -> String {
        switch format {
        case .jsonl: return record.line + "\n"
        case .csv:
            let cells = [
                record.topic, "\(record.partition)", "\(record.offset)", record.time, record.key ?? "", record.type,
                record.json ?? record.hidden ?? "",
            ]
            return cells.map(Self.cell).joined(separator: ",") + "\r\n"
        }
    }

    /// RFC 4180; what a spreadsheet would take for a formula stands behind an apostrophe.
    private static func cell(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.contains(where: { ",\"\r\n".contains($0) }) else { return safe }
        return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
