internal import Glibc
internal import Log

/// Remembers, across the death of the process, which record was being decided when it died.
///
/// One page of a file that is mapped into memory: noting a record costs a store, and what is stored survives any
/// crash of the process (a crash of the machine forgets it, which only costs another attempt).
///
/// Unchecked: the loop's thread alone writes, but for `noteLimit`, which stores one aligned word.
final class CrashJournal: @unchecked Sendable {
    /// A record that is not to be decided again.
    struct Culprit: Equatable {
        let position: Position
        let why: Why

        enum Why: CaseIterable, Equatable {
            case crashesTheAgent
            case tooExpensive
            /// Not a death, but kept apart in the same way: the loop itself finds it.
            case cannotBeWritten

            /// What the dead letter says.
            var sentence: String {
                switch self {
                case .crashesTheAgent: "the agent died again and again while deciding it"
                case .tooExpensive: "deciding it took more processor time than an input may"
                case .cannotBeWritten: "the log refuses again and again what follows from it"
                }
            }
        }
    }

    /// How often a record may have been the last thing the process did.
    static let attempts: Int64 = 3

    private static let size = 4096
    private let page: UnsafeMutableRawPointer
    private let isMapped: Bool

    // The page: the offset being decided or -1, the offset of the last death, deaths there, the offset behind that which
    // the time limit ended, the partitions of the first two, the names of their topics.
    private static let deciding = 0
    private static let suspect = 8
    private static let deaths = 16
    private static let limit = 24
    private static let partition = 32
    private static let suspectPartition = 40
    private static let topic = 64
    private static let suspectTopic = 1024
    private static let topicSize = 512

    /// - Parameter file: nil keeps it in memory, for tests and trials.
    init(file: String?) throws(LoopError) {
        guard let file else {
            page = .allocate(byteCount: Self.size, alignment: 8)
            page.initializeMemory(as: UInt8.self, repeating: 0, count: Self.size)
            isMapped = false
            page.storeBytes(of: -1, toByteOffset: Self.deciding, as: Int64.self)
            return
        }
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw Self.failure(file) }
        defer { Glibc.close(descriptor) }
        var status = stat()
        let isNew = fstat(descriptor, &status) == 0 && status.st_size < Self.size
        // Room that is only promised would end the process on a full disk, when the page is touched.
        guard posix_fallocate(descriptor, 0, off_t(Self.size)) == 0,
            let address = mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), address != MAP_FAILED
        else { throw Self.failure(file) }
        page = address
        isMapped = true
        if isNew { page.storeBytes(of: -1, toByteOffset: Self.deciding, as: Int64.self) }
    }

    deinit {
        if isMapped { munmap(page, Self.size) } else { page.deallocate() }
    }

    /// To be called once when the process starts: counts its last death, and names the record that has caused enough.
    func begin() -> Culprit? {
        let offset = page.load(fromByteOffset: Self.deciding, as: Int64.self)
        if offset >= 0 {
            let isSame =
                page.load(fromByteOffset: Self.suspect, as: Int64.self) == offset
                && page.load(fromByteOffset: Self.partition, as: Int64.self)
                    == page.load(fromByteOffset: Self.suspectPartition, as: Int64.self)
                && memcmp(page + Self.topic, page + Self.suspectTopic, Self.topicSize) == 0
                && page.load(fromByteOffset: Self.deaths, as: Int64.self) > 0
            let deaths = isSame ? page.load(fromByteOffset: Self.deaths, as: Int64.self) + 1 : 1
            page.storeBytes(of: offset, toByteOffset: Self.suspect, as: Int64.self)
            page.storeBytes(of: deaths, toByteOffset: Self.deaths, as: Int64.self)
            page.copyMemory(Self.partition, to: Self.suspectPartition, 8)
            page.copyMemory(Self.topic, to: Self.suspectTopic, Self.topicSize)
            leave()
        }
        let deaths = page.load(fromByteOffset: Self.deaths, as: Int64.self)
        let suspect = page.load(fromByteOffset: Self.suspect, as: Int64.self)
        // A note about another record than the one that the process died of says nothing.
        let isOverLimit = page.load(fromByteOffset: Self.limit, as: Int64.self) == suspect + 1
        guard deaths > 0, isOverLimit || deaths >= Self.attempts else { return nil }
        let name = String(cString: (page + Self.suspectTopic).assumingMemoryBound(to: CChar.self))
        let partition = page.load(fromByteOffset: Self.suspectPartition, as: Int64.self)
        return Culprit(
            position: Position(TopicPartition(name, Int32(truncatingIfNeeded: partition)), suspect),
            why: isOverLimit ? .tooExpensive : .crashesTheAgent)
    }

    /// From now on records of this partition are decided.
    func enter(_ partition: TopicPartition) {
        page.storeBytes(of: Int64(partition.partition), toByteOffset: Self.partition, as: Int64.self)
        memset(page + Self.topic, 0, Self.topicSize)
        var name = partition.topic
        name.withUTF8 { bytes in
            let count = min(bytes.count, Self.topicSize - 1)
            if let start = bytes.baseAddress { memcpy(page + Self.topic, start, count) }
        }
    }

    /// From now on this record is decided.
    func enter(offset: Int64) { page.storeBytes(of: offset, toByteOffset: Self.deciding, as: Int64.self) }

    /// Nothing is decided now.
    func leave() { page.storeBytes(of: -1, toByteOffset: Self.deciding, as: Int64.self) }

    /// The record that is decided takes too long; the process is about to end for it.
    func noteLimit() {
        let offset = page.load(fromByteOffset: Self.deciding, as: Int64.self)
        page.storeBytes(of: offset + 1, toByteOffset: Self.limit, as: Int64.self)
    }

    /// The culprit has been set aside, for good.
    func forgive() {
        page.storeBytes(of: 0, toByteOffset: Self.deaths, as: Int64.self)
        page.storeBytes(of: 0, toByteOffset: Self.limit, as: Int64.self)
    }

    private static func failure(_ file: String) -> LoopError {
        LoopError(
            .configuration,
            "\(file) cannot be written (\(String(cString: strerror(errno)))); "
                + "give the agent's user the right to write its state folder")
    }
}

extension UnsafeMutableRawPointer {
    fileprivate func copyMemory(_ from: Int, to: Int, _ count: Int) { memmove(self + to, self + from, count) }
}
