import Commands
import Glibc
import Policy

/// A file of claims, piece by piece, so that its size does not matter. Owned by one task, which closes it.
final class ClaimSource {
    private let descriptor: Int32
    private let path: String
    private var line = 1
    private var rest: [UInt8] = []
    private var isAtEnd = false

    static let pieceBytes = 1 << 20
    /// A longer line is no claim.
    static let mostBytes = 16 << 20

    init(path: String) throws {
        self.path = path
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(.dataError, "\(path) cannot be opened: \(String(cString: strerror(errno))).")
        }
    }

    func close() { if descriptor > STDERR_FILENO { Glibc.close(descriptor) } }

    /// Some whole lines; nil at the end of the file.
    func next() throws -> ClaimPiece? {
        while true {
            if rest.count >= Self.pieceBytes, let end = rest.lastIndex(of: UInt8(ascii: "\n")) {
                return piece(to: end + 1)
            }
            if rest.count > Self.mostBytes { return try skipLine() }
            if try !fill() { return rest.isEmpty ? nil : piece(to: rest.count) }
        }
    }

    private func piece(to end: Int) -> ClaimPiece {
        let piece = ClaimPiece(firstLine: line, bytes: Array(rest[..<end]))
        rest.removeFirst(end)
        line += piece.bytes.reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
        return piece
    }

    private func skipLine() throws -> ClaimPiece {
        let number = line
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                rest.removeFirst(end + 1)
                break
            }
            rest.removeAll(keepingCapacity: true)
            if try !fill() { break }
        }
        line += 1
        return ClaimPiece(firstLine: number, bytes: [], fault: "longer than \(Self.mostBytes) bytes")
    }

    private func fill() throws -> Bool {
        if isAtEnd { return false }
        let count = rest.count
        rest += repeatElement(0, count: Self.pieceBytes)
        var read = -1
        repeat {
            read = rest.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), Self.pieceBytes)
            }
        } while read < 0 && errno == EINTR
        rest.removeLast(Self.pieceBytes - max(0, read))
        if read < 0 {
            throw CommandFailure(.ioError, "\(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        isAtEnd = read == 0
        return read > 0
    }
}

/// Whole lines of a file of claims.
struct ClaimPiece: Sendable {
    let firstLine: Int
    let bytes: [UInt8]
    var fault: String?

    func report(of simulation: Simulation, greatest: Int, keepingAll: Bool) -> SimulationReport {
        var report = SimulationReport(greatest: greatest, keepingAll: keepingAll)
        if let fault { report.add(fault: fault, line: firstLine) }
        var start = 0
        var line = firstLine
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            add(Array(bytes[start..<end]), line: line, simulation, &report)
            start = end + 1
            line += 1
        }
        return report
    }

    private func add(_ text: [UInt8], line: Int, _ simulation: Simulation, _ report: inout SimulationReport) {
        guard text.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\t") })
        else { return }
        do throws(SimulationError) {
            let claim = try SimulationClaim(json: text)
            report.add(claim, try simulation.outcomes(of: claim), line: line)
        } catch {
            report.add(fault: error.description, line: line)
        }
    }
}
