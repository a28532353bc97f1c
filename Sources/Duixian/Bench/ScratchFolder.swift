import Commands
import Foundation
import Glibc

/// A folder of a benchmark's own.
struct ScratchFolder {
    let path: String

    init(in parent: String) throws(CommandFailure) {
        var name = Array("\(parent)/duixian-bench-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else {
            throw CommandFailure(.cantCreate, "\(parent) takes no folder: \(String(cString: strerror(errno))).")
        }
        path = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// With all that is in it.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
