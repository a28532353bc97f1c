import TestSupport

/// A file system of a test's own in memory, to be filled or made read-only; gone with this object.
final class SmallDisk {
    private let folder: TemporaryFolder
    private let cleanup: Int

    /// nil, and said so, where this user may not mount.
    init?(kilobytes: Int) throws {
        folder = try TemporaryFolder()
        let mount = ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", folder.path]
        guard (try? ChildProcess.run("mount", mount)) != nil else {
            try Requirement.skip("what is tested on full and read-only disks needs the right to mount")
            return nil
        }
        cleanup = Watchdog.shared.atEnd("umount -l '\(folder.path)'")
    }

    deinit {
        _ = try? ChildProcess.run("umount", ["-l", folder.path])
        Watchdog.shared.forget(cleanup)
    }

    func file(_ name: String) -> String { folder.file(name) }

    /// No file of it may be written from now on; none may be open for writing now.
    func makeReadOnly() throws { try ChildProcess.run("mount", ["-o", "remount,ro", folder.path]) }

    /// One file may not be written from now on, though its folder may.
    func makeReadOnly(_ name: String) throws {
        try ChildProcess.run("mount", ["--bind", file(name), file(name)])
        try ChildProcess.run("mount", ["-o", "remount,bind,ro", file(name)])
    }
}
