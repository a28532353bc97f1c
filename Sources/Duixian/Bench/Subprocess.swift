import Commands
import Foundation

/// A process whose output a benchmark waits for.
struct Subprocess {
    private let process = Process()
    private let pipe = Pipe()

    init(_ executable: String, _ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
    }

    var identifier: Int32 { process.processIdentifier }

    /// Asks it to end and waits until it has.
    func terminate() {
        process.terminate()
        process.waitUntilExit()
    }

    /// What it wrote, when it has ended well.
    func output() throws -> String {
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let words = ([process.executableURL?.lastPathComponent ?? ""] + (process.arguments ?? [])).joined(
                separator: " ")
            throw CommandFailure(.software, "“\(words)” ended with \(process.terminationStatus).")
        }
        return text
    }
}

/// Claims to measure with: lines `KEY|PAYLOAD` of a file, or made-up ones of the same size.
struct ClaimSource {
    private let file: [UInt8]?
    private let count: Int
    private var place = 0
    private var given = 0

    init(_ file: String?, count: Int) throws {
        self.file = try file.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0))) }
        self.count = count
    }

    mutating func next(_ most: Int) throws -> [([UInt8], [UInt8])]? {
        var claims: [([UInt8], [UInt8])] = []
        while claims.count < most, given < count, let line = nextLine() {
            let bar = line.firstIndex(of: UInt8(ascii: "|")) ?? line.endIndex
            claims.append((Array(line[..<bar]), Array(line[bar...].dropFirst())))
            given += 1
        }
        return claims.isEmpty ? nil : claims
    }

    private mutating func nextLine() -> ArraySlice<UInt8>? {
        guard let file else { return Array(Self.line(given).utf8)[...] }
        guard place < file.count else { return nil }
        let end = file[place...].firstIndex(of: UInt8(ascii: "\n")) ?? file.count
        defer { place = end + 1 }
        return file[place..<end]
    }

    /// About 510 bytes. The firm is visibly made up.
    private static func line(_ number: Int) -> String {
        let firm = number / 5
        let key = "91150203" + String(repeating: "0", count: 9 - String(firm).count) + "\(firm)X"
        let digest = String(repeating: "0123456789abcdef", count: 4)
        return key + "|"
            + #"{"id":"c-\#(number)","version":1,"office":"150203","programme":"baotou-2022","clause":"7-1","period":"2023","#
            + #""applicant":"\#(key)","applicant_name":"样例直播基地有限公司\#(firm)","facts":{"floor_area":\#(700 + number % 2_300),"#
            + #""rooms":\#(3 + number % 17),"active_anchors":\#(5 + number % 55),"local_sales":\#(5_000_000 + number * 7 % 85_000_000).\#(10 + number % 90)},"#
            + #""evidence":["sha256:\#(digest)"],"received":"2024-02-02T09:00:00+08:00","lodged":"2024-02-02T09:00:00+08:00","#
            + #""contact":{"name":"样例","phone":"1390000\#(1_000 + number % 9_000)"}}"#
    }
}
