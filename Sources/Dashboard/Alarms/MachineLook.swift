import Agent
import Glibc
import Log
import Seals

/// What may go wrong on this machine: a certificate that ends, a disk that fills.
struct MachineLook: Sendable {
    /// Folders whose disks are looked at.
    let folders: [String]
    let certificate: String?

    private static let percent = 85

    init(folders: [String], log: LogAddress) {
        var folders = folders
        switch log {
        case .file(let path): folders.append(path)
        case .kafka: break
        }
        self.folders = folders
        switch log {
        case .file: certificate = nil
        case .kafka(let kafka): certificate = kafka.properties["ssl.certificate.location"]
        }
    }

    func look() -> [Alarm] { folders.compactMap(Self.disk) + [certificate.flatMap(Self.certificate)].compactMap { $0 } }

    private static func disk(_ folder: String) -> Alarm? {
        var status = statvfs()
        guard statvfs(folder, &status) == 0, status.f_blocks > 0 else { return nil }
        // As df does: what only root may use counts as used.
        let used = status.f_blocks - status.f_bfree
        let percent = Int(used * 100 / max(1, used + status.f_bavail))
        guard percent > Self.percent else { return nil }
        return Alarm(
            kind: .disk, subject: folder, zh: "\(folder)所在的磁盘已用\(percent)%。",
            en: "The disk of \(folder) is \(percent) % full.")
    }

    private static func certificate(_ path: String) -> Alarm? {
        let advice: String?
        do { advice = try Certificate(path: path).advice(at: MachineClock.nowMs / 1_000) } catch { advice = "\(error)" }
        return advice.map { Alarm(kind: .certificate, subject: path, zh: "证书\(path)：\($0)", en: $0) }
    }
}
