import Agent
import Documents
import Messages
import Seals

/// What the importer says of an uploaded table, whether it takes its rows in or only looks at them.
struct UploadRun {
    private(set) var outcome = ClaimImport.Outcome()
    /// The first of them; more are counted and not shown.
    private(set) var faults: [TableFault] = []
    private(set) var faultCount = 0
    private(set) var receipts: [(Int, OutboxReceipt)] = []
    /// Why the whole file could not be used.
    private(set) var trouble: String?

    private static let mostShown = 300

    /// What closures add to while the table is read, on this thread.
    private final class Notes {
        var faults: [TableFault] = []
        var faultCount = 0
        var receipts: [(Int, OutboxReceipt)] = []
    }

    /// - Parameter name: as its sender calls the file.
    init(_ view: FormView, _ digest: SHA256Digest, _ name: String, isTrial: Bool) throws {
        guard let path = view.site.uploads.path(of: digest) else { return }
        let notes = Notes()
        var table = ClaimImport(view.site.desk, isTrial: isTrial) { fault in
            notes.faultCount += 1
            if notes.faults.count < Self.mostShown { notes.faults.append(fault.naming(name, for: path)) }
        } good: { row, receipt in
            if notes.receipts.count < Self.mostShown { notes.receipts.append((row, receipt)) }
        }
        do {
            try table.run(path)
        } catch let error as TableError {
            trouble = view.t(TableFault(error).naming(name, for: path).reason)
        } catch let faults as Faults {
            trouble = faults.all.map { view.t($0.text) }.joined(separator: " ")
        }
        outcome = table.outcome
        (faults, faultCount, receipts) = (notes.faults, notes.faultCount, notes.receipts)
    }
}

extension TableFault {
    /// As its sender calls the file.
    fileprivate func naming(_ name: String, for path: String) -> TableFault {
        TableFault(
            row: row, column: column,
            reason: Text(zh: reason.zh.replacing(path, with: name), en: reason.en.replacing(path, with: name)))
    }
}
