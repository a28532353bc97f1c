import Documents
import Glibc

/// Reads a table and says what it took: `rows 3, cells 12, KiB 9000, ms 5`. In a process of its own, for the peak of its
/// memory is one of the results.
@main
struct TestTable {
    static func main() {
        do {
            var cells = 0
            var start = timespec()
            clock_gettime(CLOCK_MONOTONIC, &start)
            let summary = try TableFile.read(CommandLine.arguments[1]) { cells += $0.cells.count }
            var end = timespec()
            clock_gettime(CLOCK_MONOTONIC, &end)
            let milliseconds = (end.tv_sec - start.tv_sec) * 1_000 + (end.tv_nsec - start.tv_nsec) / 1_000_000
            print("rows \(summary.rows), cells \(cells), KiB \(peakKibibytes()), ms \(milliseconds)")
        } catch {
            print("\(error)")
            exit(1)
        }
    }

    /// Of this process alone: `getrusage` would count what its parent held when it started it.
    private static func peakKibibytes() -> Int {
        var bytes = [UInt8](repeating: 0, count: 8_192)
        let descriptor = open("/proc/self/status", O_RDONLY)
        defer { close(descriptor) }
        let count = read(descriptor, &bytes, bytes.count)
        let status = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        let words = status.split { $0.isWhitespace }
        guard let index = words.firstIndex(of: "VmHWM:"), let peak = Int(words[index + 1]) else { return .max }
        return peak
    }
}
