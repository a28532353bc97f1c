import Commands
import Glibc

/// A file that one process at a time holds; the system lets go of it when the process ends, however that is.
struct FileLock {
    private let path: String
    private let descriptor: Int32

    /// The file is made when it is missing.
    init(_ path: String) throws(CommandFailure) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw CommandFailure(
                .cantCreate, "\(path) cannot be made (\(String(cString: strerror(errno)))); give this user the right.")
        }
    }

    /// Waits until nobody else holds it.
    func lock() throws(CommandFailure) {
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                throw CommandFailure(.ioError, "\(path) cannot be locked: \(String(cString: strerror(errno))).")
            }
        }
    }

    func unlock() { flock(descriptor, LOCK_UN) }
}
