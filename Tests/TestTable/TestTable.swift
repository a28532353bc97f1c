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
            var usage = rusage()
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            let milliseconds = (end.tv_sec - start.tv_sec) * 1_000 + (end.tv_nsec - start.tv_nsec) / 1_000_000
            print("rows \(summary.rows), cells \(cells), KiB \(usage.ru_maxrss), ms \(milliseconds)")
        } catch {
            print("\(error)")
            exit(1)
        }
    }
}
