import FoundationEssentials

/// What this process holds in memory, as the kernel counts it.
enum ResidentMemory {
    /// `VmRSS` now, `VmHWM` at most so far.
    static func mebibytes(_ name: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
        return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) >> 10
    }
}
