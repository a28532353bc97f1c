import FoundationEssentials
import Glibc

/// What another process has taken so far, as the kernel counts it.
struct ProcessUse {
    let process: Int32
    /// Of all its threads. What was last seen stays once it is gone.
    private(set) var processorSeconds = 0.0
    private(set) var residentMebibytes = 0

    init(_ process: Int32) { self.process = process }

    mutating func look() {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return }
        // Behind the name, which may hold anything.
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let pages = Int(fields[21])
        else { return }
        // Of one that has ended and is not waited for nothing but its time is left.
        if pages > 0 { residentMebibytes = (pages * sysconf(Int32(_SC_PAGESIZE))) >> 20 }
        processorSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
