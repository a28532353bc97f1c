import Agent
import Awards
import Commands
import Decimals
import Glibc
import Messages

/// `verifier bench`: what the verifier's tasks hold in memory, by the rules that run them, without a log.
enum MemoryBench {
    private static let enterprises = Option(
        "enterprises", "N", "enterprises, each with a row in three registers", .integer(0...10_000_000),
        default: 1_000_000)
    private static let waybills = Option(
        "waybills", "N", "waybills of 20 firms, one in a hundred claimed by two", .integer(0...100_000_000),
        default: 3_000_000)

    private static let claims = Option(
        "claims", "N", "claims of the livestream clause, decided against three registers",
        .integer(0...10_000_000), default: 0)
    private static let policy = Option(
        "policy", "FILE", "the policy of those claims", .file, default: "deploy/policies/baotou-2022.yaml")
    private static let offices = Option(
        "offices", "FILE", "who the offices are", .file, default: "deploy/offices.yaml", environment: "DUIXIAN_OFFICES")

    static let command = Command(
        "bench", "measures the memory of registers and waybills, and how fast claims are decided",
        [enterprises, waybills, claims, policy, offices],
        details: "The state of all tasks together, as if one worker ran them. Give 0 to leave one of them out."
    ) { values in
        if values[claims] > 0 {
            let bench = try ClaimBench(policy: values[policy], offices: values[offices])
            try report("claims", values[claims]) { try bench.fill($0) }
        }
        if values[enterprises] > 0 { report("enterprises", values[enterprises], fillRegisters) }
        if values[waybills] > 0 { report("waybills", values[waybills], fillWaybills) }
    }

    private static func report(_ what: String, _ count: Int, _ fill: (Int) throws -> StateStore) rethrows {
        let before = residentKiB()
        let began = ContinuousClock.now
        let store = try fill(count)
        let seconds = ContinuousClock.now - began
        let grown = residentKiB() - before
        Console.standard.write(
            "\(count) \(what): \(store.count) rows, \(store.bytes >> 20) MiB of keys and values, "
                + "\(grown >> 10) MiB resident, \(grown << 10 / count) bytes each, in \(seconds)\n")
    }

    private static func fillRegisters(_ count: Int) -> StateStore {
        let store = StateStore()
        var state = VerifyState(store)
        for number in 0..<count {
            let firm = PackedUSCC(code(number))
            let registration: Facts = [
                "status": .text("存续"), "registered_in": .text("包头"), "established_on": .text("2021-01-15"),
            ]
            let tax: Facts = [
                "local_sales": amount(number), "total_sales": amount(number * 2), "fiscal_prev": amount(number / 2),
                "fiscal_cur": amount(number / 3),
            ]
            let platform: Facts = ["served_firms": amount(number % 50)]
            state.take(.registration, firm, "", asOf: 19_400, registration)
            state.take(.tax, firm, "2022", asOf: 19_400, tax)
            state.take(.platform, firm, "2022", asOf: 19_400, platform)
            if number % 5_000 == 0 { store.commit() }
        }
        store.commit()
        return store
    }

    private static func fillWaybills(_ count: Int) -> StateStore {
        let store = StateStore()
        var state = WaybillsState(store)
        var row = WaybillRow()
        row.banner = "固阳县"
        row.isToVillage = true
        row.isDelivered = true
        for number in 0..<count {
            // One in a hundred is the number before it, of another firm.
            row.number = "SF\(1_000_000_000 + number - (number % 100 == 99 ? 1 : 0))"
            row.firm = code(number % 20)
            row.deliveredOn = "2022-\(10 + number % 3)-\(10 + number % 20)"
            state.take(row)
            if number % 5_000 == 0 { store.commit() }
        }
        store.commit()
        return store
    }

    static func amount(_ value: Int) -> Fact { .number(Decimal128(Int64(value))) }

    static func code(_ number: Int) -> String {
        let digits = String(number)
        return "91150204M" + String(repeating: "0", count: 9 - digits.count) + digits
    }

    private static func residentKiB() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var pages: [Int] = [0, 0]
        var byte = getc(file)
        var place = 0
        while byte != EOF, place < 2 {
            if byte == 0x20 { place += 1 } else { pages[place] = pages[place] * 10 + Int(byte - 0x30) }
            byte = getc(file)
        }
        return pages[1] * sysconf(Int32(_SC_PAGESIZE)) / 1_024
    }
}
