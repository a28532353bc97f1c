import Commands
import Glibc

/// Keeps a second `duixian up` out of a folder.
struct FolderLock {
    private let descriptor: Int32

    init(_ folder: String) throws(CommandFailure) {
        let path = "\(folder)/lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw CommandFailure(
                .cantCreate, "\(path) cannot be made (\(String(cString: strerror(errno)))); choose another --folder.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CommandFailure(
                .unavailable, "Another duixian up runs in \(folder); end it, or give another --folder.")
        }
    }

    func release() { close(descriptor) }
}

/// Folders that a command keeps files in.
enum FolderTree {
    /// Makes a folder and those above it, where they are missing.
    static func make(_ path: String) throws(CommandFailure) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(made, 0o750) != 0, errno != EEXIST else { continue }
            throw CommandFailure(
                .cantCreate, "\(made) cannot be made (\(String(cString: strerror(errno)))); choose another --folder.")
        }
    }
}
