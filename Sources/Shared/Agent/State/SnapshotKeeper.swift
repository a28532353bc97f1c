internal import Glibc
internal import Storage
internal import Synchronization

/// Writes a task's snapshots beside its loop: the loop only copies the rows that changed, a thread of the keeper
/// writes them. A snapshot that cannot be written costs nothing but time at the next restart.
///
/// `collect` and `keep` are the loop's, on its thread; the file is the keeper's thread's.
final class SnapshotKeeper {
    private struct Job: Sendable {
        let deltas: [SnapshotDelta]
        let mark: SnapshotMark
    }

    /// What both threads see.
    private final class Desk: Sendable {
        let job = Mutex<Job?>(nil)
        let isBusy = Atomic(false)
        let isClosed = Atomic(false)
        let bell = Bell()
    }

    private let desk = Desk()
    private let thread: WorkerThread
    private var delta = SnapshotDelta()

    /// - Parameter failed: hears why a snapshot could not be written.
    init(file: String, failed: @escaping @Sendable (String) -> Void) throws {
        let desk = desk
        thread = try WorkerThread { Self.work(desk, file, failed) }
    }

    /// Makes the state's changes last, and notes them for the next snapshot.
    func collect(from store: StateStore) {
        store.commit { row, entry in delta.add(row, entry) }
    }

    var isReady: Bool { !desk.isBusy.load(ordering: .acquiring) }

    /// How many changed rows wait for a snapshot.
    var waiting: Int { delta.count }

    /// Writes a snapshot of all that was collected. Only when the keeper is ready.
    func keep(_ mark: SnapshotMark) {
        precondition(isReady, "a snapshot is asked for while another is written")
        desk.isBusy.store(true, ordering: .releasing)
        desk.job.withLock { $0 = Job(deltas: [delta], mark: mark) }
        delta = SnapshotDelta()
        desk.bell.ring()
    }

    /// Ends the keeper when the snapshot that it writes is finished.
    func close() {
        desk.isClosed.store(true, ordering: .releasing)
        desk.bell.ring()
        thread.join()
    }

    private static func work(_ desk: Desk, _ file: String, _ failed: @Sendable (String) -> Void) {
        var unwritten: [SnapshotDelta] = []
        while true {
            let seen = desk.bell.count
            guard let job = desk.job.withLock({ job in job.take() }) else {
                if desk.isClosed.load(ordering: .acquiring) { return }
                desk.bell.wait(after: seen, milliseconds: 60_000)
                continue
            }
            unwritten.append(contentsOf: job.deltas)
            do {
                let snapshot = try SnapshotFile(file: file)
                defer { snapshot.close() }
                try snapshot.write(unwritten, job.mark)
                unwritten = []
            } catch {
                // What was not written is written with the next one.
                failed("the snapshot \(file) was not written: \(error)")
            }
            desk.isBusy.store(false, ordering: .releasing)
        }
    }
}
