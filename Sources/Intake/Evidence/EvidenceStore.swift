import Glibc
import Messages
import Seals

/// Files that claims refer to by their digest: a folder with a file for each, named after its SHA-256.
struct EvidenceStore: Sendable {
    let folder: String

    /// Why a file is not taken in: nothing was kept of it.
    enum Refusal: Error, Equatable, CustomStringConvertible {
        case otherDigest(said: SHA256Digest, is: SHA256Digest)
        case empty
        case unreadable(path: String, reason: String)
        case unwritable(path: String, reason: String)

        var sentence: Text {
            switch self {
            case .otherDigest(let said, let found):
                Text(
                    zh: "文件摘要是\(found)，与所报的\(said)不符：文件被修改或传输不完整。",
                    en: "The file's digest is \(found), not \(said) as was said: it was altered or cut off on its way.")
            case .empty: Text(zh: "文件为空。", en: "The file is empty.")
            case .unreadable(let path, let reason):
                Text(zh: "\(path)无法读取。", en: "\(path) cannot be read: \(reason).")
            case .unwritable(let path, let reason):
                Text(
                    zh: "\(path)无法写入。", en: "\(path) cannot be written: \(reason); free space or give the right.")
            }
        }

        var description: String { "\(sentence.en)\n  \(sentence.zh)" }
    }

    func path(of digest: SHA256Digest) -> String { "\(folder)/\(digest.hex.prefix(2))/\(digest.hex)" }

    func has(_ digest: SHA256Digest) -> Bool { access(path(of: digest), R_OK) == 0 }

    /// Stores bytes; when it returns they are on the disk.
    ///
    /// - Parameter digest: what the sender says it is; another is refused.
    func store(_ bytes: [UInt8], saying digest: SHA256Digest? = nil) throws(Refusal) -> SHA256Digest {
        var rest: [UInt8]? = bytes
        return try store(saying: digest) { () throws(Refusal) in
            defer { rest = nil }
            return rest ?? []
        }
    }

    /// Stores a file of any size.
    func store(file path: String, saying digest: SHA256Digest? = nil) throws(Refusal) -> SHA256Digest {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: Self.reason) }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        return try store(saying: digest) { () throws(Refusal) in
            let count = read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw .unreadable(path: path, reason: Self.reason) }
            return Array(buffer[..<count])
        }
    }

    /// Writes pieces, until there is an empty one, beside their place, and gives them their name when all is on the
    /// disk: a file of that name always has that digest.
    private func store(
        saying said: SHA256Digest?, next: () throws(Refusal) -> [UInt8]
    ) throws(Refusal) -> SHA256Digest {
        mkdir(folder, 0o750)
        var template = Array("\(folder)/.new-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw .unwritable(path: folder, reason: Self.reason) }
        let temporary = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer {
            close(descriptor)
            unlink(temporary)
        }
        let hasher = SHA256()
        var size = 0
        while true {
            let piece = try next()
            if piece.isEmpty { break }
            size += piece.count
            hasher.update(piece)
            try write(piece, to: descriptor, temporary)
        }
        let digest = hasher.finish()
        if let said, said != digest { throw .otherDigest(said: said, is: digest) }
        guard size > 0 else { throw .empty }
        if has(digest) { return digest }
        let path = path(of: digest)
        let subfolder = "\(folder)/\(digest.hex.prefix(2))"
        mkdir(subfolder, 0o750)
        guard fsync(descriptor) == 0, rename(temporary, path) == 0, Self.synchronise(subfolder) else {
            throw .unwritable(path: path, reason: Self.reason)
        }
        return digest
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(Refusal) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw .unwritable(path: path, reason: Self.reason) }
            written += count
        }
    }

    /// The name, too, is to be on the disk.
    private static func synchronise(_ folder: String) -> Bool {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    private static var reason: String { String(cString: strerror(errno)) }
}
