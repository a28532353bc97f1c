import Agent
import Awards
import Documents
import Log
import Messages
import Seals

/// Writes the rows of a register's file to the log, as an edge: in transactions, each row with an id made from its
/// content, and at the end of each partition a record that the register was imported.
struct RegisterImport {
    struct Summary: Equatable {
        var rows = 0
        /// Rows that were left out.
        var badRows = 0
        /// The same rows of the same day had been imported before: nothing was written.
        var wasThere = false
    }

    let format: RegisterFormat
    let asOf: CivilDate
    let source: String
    let officer: String
    /// The file lists all there are.
    let isComplete: Bool
    let office: Division
    let partitions: Int
    let log: any EventLog
    /// The file, CSV or XLSX.
    let path: String
    /// Told of each thing that is wrong with a row.
    let complain: (TableFault) throws -> Void
    /// Told how many rows are written, now and then.
    var progress: (Int) -> Void = { _ in }

    private static let rowsPerTransaction = 10_000

    private var stream: Stream { format.name == RegisterFormat.waybills ? .waybills : .registers }

    /// 1. READ the file once: report what is wrong, digest the good rows.
    /// 2. TAKE the office's import id: no other import writes beside this one.
    /// 3. LOOK whether the same import has ended before.
    /// 4. READ it again and WRITE the rows, then the end to each partition, if they are the same rows.
    func run() throws -> Summary {
        var summary = Summary()
        let digest = SHA256()
        try read(complain: complain) { content in
            if let content {
                digest.update(content.payload)
                summary.rows += 1
            } else {
                summary.badRows += 1
            }
        }
        var end = end(rows: summary.rows, digest: digest.finish())
        // Whose row is wrong is not known to be missing.
        if summary.badRows > 0 { end.isComplete = nil }
        let writer = try log.writer(id: "\(office).import")
        defer { writer.close() }
        try writer.take()
        try writer.warm([stream.topic(of: office)])
        if try isThere(end) {
            summary.wasThere = true
            return summary
        }
        try write(end, by: writer)
        return summary
    }

    // MARK: Reading

    private static func ignore(_ fault: TableFault) {}

    /// A row as it is written.
    struct Content: Equatable {
        let key: String
        let payload: [UInt8]
        let type: String
    }

    /// Each good row; nil for one that is wrong.
    private func read(complain: (TableFault) throws -> Void, _ body: (Content?) throws -> Void) throws {
        var places: [Int?]?
        try TableFile.read(path) { header in
            let (found, problems) = format.match(header.names)
            guard problems.isEmpty else { throw HeaderProblems(problems: problems) }
            places = found
        } row: { row in
            let (read, faults) = format.read(row, places: places ?? [])
            for fault in faults { try complain(fault) }
            try body(faults.isEmpty ? content(of: read) : nil)
        }
        guard places != nil else { throw TableError(file: path, message: "is empty", zh: "文件为空") }
    }

    struct HeaderProblems: Error, CustomStringConvertible {
        let problems: [Text]
        var description: String { problems.map { "\($0.zh) \($0.en)" }.joined(separator: "\n") }
    }

    private func content(of read: ReadRow) -> Content {
        guard format.name != RegisterFormat.waybills else {
            var row = WaybillRow()
            row.number = read.key
            row.firm = read.holder
            if case .text(let banner)? = read.facts["banner"] { row.banner = banner }
            if case .text(let day)? = read.facts["delivered_on"] { row.deliveredOn = day }
            row.isToVillage = read.facts["to_village"] == .boolean(true)
            row.isDelivered = read.facts["delivered"] == .boolean(true)
            return Content(key: row.number, payload: row.bytes, type: WaybillRow.type)
        }
        var row = RegisterRow()
        row.kind = format.name
        row.applicant = read.holder
        row.key = read.key
        row.facts = read.facts
        row.asOf = asOf.description
        row.source = source
        row.importer = officer
        return Content(key: row.applicant, payload: row.bytes, type: RegisterRow.type)
    }

    private func end(rows: Int, digest: SHA256Digest) -> RegisterImported {
        var end = RegisterImported()
        end.kind = format.name
        end.asOf = asOf.description
        end.rows = Int64(rows)
        end.digest = digest.description
        end.source = source
        end.importer = officer
        end.isComplete = isComplete ? true : nil
        return end
    }

    // MARK: Writing

    private func isThere(_ end: RegisterImported) throws -> Bool {
        var isThere = false
        try LogScan.run(log, [TopicPartition(stream.topic(of: office), 0)]) { record in
            guard record.header(text: "ce_type") == RegisterImported.type, let payload = record.payload,
                let known = try? RegisterImported(reading: payload)
            else { return true }
            isThere =
                known.digest == end.digest && known.kind == end.kind && known.asOf == end.asOf
                && known.isComplete == end.isComplete
            return !isThere
        }
        return isThere
    }

    private func write(_ end: RegisterImported, by writer: any LogWriter) throws {
        var written = 0
        let digest = SHA256()
        try writer.begin()
        do {
            try read(complain: Self.ignore) { content in
                guard let content else { return }
                digest.update(content.payload)
                let id = SHA256.digest(of: content.payload).hex
                try writer.send(record(content.payload, id: id, type: content.type, key: content.key, partition: nil))
                written += 1
                guard written % Self.rowsPerTransaction == 0 else { return }
                try writer.commit()
                progress(written)
                try writer.begin()
            }
            guard digest.finish().description == end.digest else {
                throw TableError(
                    file: path, message: "was changed while it was read; import it again", zh: "文件在读取时被改动，请重新导入")
            }
            for partition in 0..<partitions {
                let id = "\(format.name).\(end.asOf).\(end.digest).\(partition)"
                try writer.send(
                    record(
                        end.bytes, id: id, type: RegisterImported.type, key: format.name, partition: Int32(partition)))
            }
        } catch {
            try? writer.abort()
            throw error
        }
        try writer.commit()
    }

    private func record(
        _ payload: [UInt8], id: String, type: String, key: String, partition: Int32?
    ) -> OutgoingRecord {
        let event = CloudEvent(id: id, type: type, source: "\(office).import", time: "\(asOf)T00:00:00+08:00")
        return OutgoingRecord(
            topic: stream.topic(of: office), partition: partition, key: Array(key.utf8), payload: payload,
            headers: event.headers.map { Header($0.name, $0.value) })
    }
}
