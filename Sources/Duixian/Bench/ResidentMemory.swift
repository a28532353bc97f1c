import FoundationEssentials

/// What this process holds in memory, as the kernel counts it.
enum ResidentMemory {
    /// `VmRSS` now, `VmHWM` at most so far.
    static func mebibytes(_ name: String) -> Int {
        mebibytes(name, of: "self") ?? 0
    }

    /// What another process held at most; nil once it is gone.
    static func peakMebibytes(of process: Int32) -> Int? { mebibytes("VmHWM", of: "\(process)") }

    private static func mebibytes(_ name: String, of process: String) -> Int? {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
        return line.split(separator: " ").lazy.compactMap { Int($0) }.first.map { $0 >> 10 }
    }
}
