import Foundation
import Messages
import TestSupport

/// `calculator assess` as a process of its own.
enum Assessing {
    static func folder(with files: [String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for file in files {
            let name = URL(fileURLWithPath: file).lastPathComponent
            try FileManager.default.copyItem(atPath: file, toPath: folder.file(name))
        }
        return folder
    }

    /// The answers to these lines. `kilobytes` limits the process's address space.
    static func answers(
        to lines: [[UInt8]], policies: TemporaryFolder, seconds: Int = 60, kilobytes: Int? = nil
    ) throws -> [Facts] {
        let input = policies.file("claims.jsonl")
        var bytes = Data()
        for line in lines { bytes += Data(line) + Data("\n".utf8) }
        try bytes.write(to: URL(fileURLWithPath: input))
        let limit = kilobytes.map { "ulimit -v \($0); " } ?? ""
        let command = "\(limit)exec '\(ChildProcess.product("calculator"))' assess --policies '\(policies.path)'"
        let output = try ChildProcess.run("/bin/sh", ["-c", "\(command) < '\(input)'"], seconds: seconds)
        return try output.split(separator: "\n").map { line in
            guard case .record(let answer) = try Fact(json: Array(line.utf8)) else { throw NoAnswer(line: "\(line)") }
            return answer
        }
    }

    struct NoAnswer: Error {
        let line: String
    }
}
