internal import CLinux
internal import Glibc

/// One word of memory that processes share through a small file: a writer counts it up after each commit, and
/// readers that wait on it (a Linux futex) wake at once, without asking again and again.
///
/// Unchecked: the word is only touched by the atomic functions of CLinux, and lives as long as this object.
final class WakeWord: @unchecked Sendable {
    private let word: UnsafeMutablePointer<UInt32>
    private let isMapped: Bool

    /// A word of this process alone.
    init() {
        word = .allocate(capacity: 1)
        word.initialize(to: 0)
        isMapped = false
    }

    /// The word in this file, made when it is missing. Its content means nothing after the last process has ended.
    init(file: String) throws(LogError) {
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o660)
        guard descriptor >= 0 else { throw Self.failure(file, errno) }
        defer { Glibc.close(descriptor) }
        // Not only its length: to touch memory of a file for which the disk has no room ends the process.
        let code = posix_fallocate(descriptor, 0, 4096)
        guard code == 0 else { throw Self.failure(file, code) }
        guard let address = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), address != MAP_FAILED
        else { throw Self.failure(file, errno) }
        word = address.assumingMemoryBound(to: UInt32.self)
        isMapped = true
    }

    deinit {
        if isMapped { munmap(word, 4096) } else { word.deallocate() }
    }

    var value: UInt32 { duixian_word_load(word) }

    func bump() { duixian_word_bump(word) }

    /// Returns when the word no longer holds `seen`, when the time is over, or at a signal.
    func wait(while seen: UInt32, milliseconds: Int) { duixian_word_wait(word, seen, Int64(milliseconds)) }

    private static func failure(_ file: String, _ code: Int32) -> LogError {
        let said = String(cString: strerror(code))
        return switch code {
        case ENOSPC, EDQUOT:
            LogError(.fatal, .full, "\(file) cannot be made (\(said)); free space on its disk, then start again")
        case EROFS, EACCES, EPERM:
            LogError(
                .fatal, .readOnly,
                "\(file) cannot be written (\(said)); give this user the right to write the file and its folder")
        default:
            LogError(
                .fatal, .unreachable,
                "\(file) cannot be opened (\(said)); check that its folder exists and that this user may write there")
        }
    }
}
