internal import Glibc

/// Files in a folder, to be printed or put on a web site. What is put there is there whole, or not at all.
public struct LetterFolder: Sendable {
    public let path: String

    /// The folder and those above it are made when something is put there.
    public init(_ path: String) { self.path = path }

    /// Puts files together into a folder of their own, in the place of what an earlier call put there.
    ///
    /// - Parameters:
    ///   - name: of that folder; whatever could lead out of it is replaced.
    ///   - files: by name, with their bytes.
    /// - Returns: the path of that folder.
    public func put(_ name: String, _ files: [(name: String, bytes: [UInt8])]) throws(ChannelFailure) -> String {
        try makeFolders()
        let final = "\(path)/\(Self.plain(name))"
        let draft = "\(path)/.\(Self.plain(name)).\(getpid())"
        remove(draft)
        guard mkdir(draft, 0o750) == 0 else { throw failure("\(draft) cannot be made") }
        do throws(ChannelFailure) {
            for file in files { try write(file.bytes, to: "\(draft)/\(Self.plain(file.name))") }
            try synchronize(draft)
        } catch {
            remove(draft)
            throw error
        }
        // A folder that has files is not replaced by renaming: the old one goes aside first.
        let old = "\(draft).old"
        remove(old)
        if rename(final, old) != 0, errno != ENOENT { throw failure("\(final) cannot be moved") }
        guard rename(draft, final) == 0 else {
            let error = failure("\(final) cannot be made")
            _ = rename(old, final)
            remove(draft)
            throw error
        }
        remove(old)
        try synchronize(path)
        return final
    }

    /// Letters, digits, `-`, `_` and `.` stay, but no `.` at the beginning.
    static func plain(_ name: String) -> String {
        let text = String(name.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" }.prefix(120))
        return text.hasPrefix(".") ? "-\(text.dropFirst())" : text
    }

    private func makeFolders() throws(ChannelFailure) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/\(part)"
            if mkdir(made, 0o750) != 0, errno != EEXIST { throw failure("\(made) cannot be made") }
        }
    }

    private func write(_ bytes: [UInt8], to file: String) throws(ChannelFailure) {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw failure("\(file) cannot be made") }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("\(file) cannot be written") }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw failure("\(file) cannot be made durable") }
    }

    private func synchronize(_ folder: String) throws(ChannelFailure) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("\(folder) cannot be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("\(folder) cannot be made durable") }
    }

    /// A folder of files alone.
    private func remove(_ folder: String) {
        guard let entries = opendir(folder) else { return }
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { unlink("\(folder)/\(name)") }
        }
        closedir(entries)
        rmdir(folder)
    }

    private func failure(_ sentence: String) -> ChannelFailure {
        let why = String(cString: strerror(errno))
        return .temporary("\(sentence): \(why)", retryAfterSeconds: nil)
    }
}
