import Glibc
import Seals

/// Tables that were uploaded and wait to be sent: files named after their SHA-256, for a day.
struct UploadShelf: Sendable {
    private let store: EvidenceStore
    private static let keptSeconds = 86_400

    init(folder: String) { store = EvidenceStore(folder: folder) }

    /// Keeps a table, and takes away what nobody has sent for a day.
    func keep(_ bytes: [UInt8], nowSeconds: Int) throws(EvidenceStore.Refusal) -> SHA256Digest {
        prune(nowSeconds)
        return try store.store(bytes)
    }

    /// Where a table lies; nil for one that is not there.
    func path(of digest: SHA256Digest) -> String? { store.has(digest) ? store.path(of: digest) : nil }

    func remove(_ digest: SHA256Digest) { unlink(store.path(of: digest)) }

    /// A name that no other file has.
    func temporaryPath() -> String {
        mkdir(store.folder, 0o750)
        return "\(store.folder)/.\(RandomToken.make().prefix(16)).xlsx"
    }

    private func prune(_ nowSeconds: Int) {
        for subfolder in names(in: store.folder) where subfolder.utf8.count == 2 {
            for name in names(in: "\(store.folder)/\(subfolder)") {
                let path = "\(store.folder)/\(subfolder)/\(name)"
                var status = stat()
                if lstat(path, &status) == 0, Int(status.st_mtim.tv_sec) + Self.keptSeconds < nowSeconds {
                    unlink(path)
                }
            }
        }
    }

    private func names(in folder: String) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}
