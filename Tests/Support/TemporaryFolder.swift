import Foundation
import Glibc

/// A folder of a test's own, which goes with all that is in it when the test lets go of it, or when its process ends.
public final class TemporaryFolder: Sendable {
    /// The absolute path, without a slash at the end.
    public let path: String
    private let cleanup: Int

    /// - Throws: when there is no room for it, or no right to make it.
    public init() throws {
        let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(base)/duixian-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: base])
        }
        path = template.withUnsafeBufferPointer {
            String(decoding: $0.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        cleanup = Watchdog.shared.atEnd("rm -rf '\(path)'")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        Watchdog.shared.forget(cleanup)
    }

    /// The path of something in this folder.
    public func file(_ name: String) -> String { "\(path)/\(name)" }
}
