import Agent
import Awards
import Messages

/// How far a register has come in the task's partition.
struct RegisterHead: StateValue {
    /// Rows of the same day, one behind the other, are a batch; the end of an import ends it.
    var batches = 0
    var day = 0
    var isOpen = false
    var rows = 0
    var ends = 0

    init() {}

    func write(to bytes: inout [UInt8]) {
        for number in [batches, day, rows, ends] { number.write(to: &bytes) }
        isOpen.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let batches = Int(from: &bytes), let day = Int(from: &bytes), let rows = Int(from: &bytes),
            let ends = Int(from: &bytes), let isOpen = Bool(from: &bytes)
        else { return nil }
        self.batches = batches
        self.day = day
        self.rows = rows
        self.ends = ends
        self.isOpen = isOpen
    }
}

/// A register with a number: of a batch, or of a day.
struct RegisterKey: StateValue {
    let kind: UInt8
    let number: Int

    init(_ kind: RegisterKind, _ number: Int) {
        self.kind = kind.code
        self.number = number
    }

    func write(to bytes: inout [UInt8]) {
        bytes.append(kind)
        number.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let kind = bytes.takeByte(), let number = Int(from: &bytes) else { return nil }
        self.kind = kind
        self.number = number
    }
}

/// The end of a complete import.
struct CompleteEnd: StateValue, Equatable {
    let day: Int
    /// How many rows of the register came before it, and which of the ends it is.
    let place: Int
    let end: Int

    init(day: Int, place: Int, end: Int) {
        self.day = day
        self.place = place
        self.end = end
    }

    func write(to bytes: inout [UInt8]) {
        for number in [day, place, end] { number.write(to: &bytes) }
    }

    init?(from bytes: inout StateBytes) {
        guard let day = Int(from: &bytes), let place = Int(from: &bytes), let end = Int(from: &bytes) else {
            return nil
        }
        self.init(day: day, place: place, end: end)
    }
}

extension VerifyState {
    /// Notes a row behind all that came before it.
    mutating func take(_ kind: RegisterKind, _ applicant: PackedUSCC, _ key: String, asOf: Int, _ facts: Facts) {
        var head = heads[UInt64(kind.code)] ?? RegisterHead()
        if !head.isOpen || head.day != asOf {
            head.batches += 1
            head.day = asOf
            head.isOpen = true
            batches[RegisterKey(kind, head.batches)] = asOf
        }
        head.rows += 1
        heads[UInt64(kind.code)] = head
        let row = RowEntry(asOf: asOf, facts, batch: head.batches, place: head.rows)
        let rowKey = RowKey(kind, applicant, key)
        if var known = rows[rowKey] {
            known.add(row)
            rows[rowKey] = known
        } else {
            rows[rowKey] = RowHistory(row)
            if kind == .awards { noteAward(applicant, key) }
        }
    }

    /// Notes the end of an import. The first of a day is the day's marker.
    ///
    /// - Parameter imports: of waybills, how many all tasks have counted.
    mutating func end(_ kind: RegisterKind, day: Int, isComplete: Bool, imports: Int = 0) {
        var head = heads[UInt64(kind.code)] ?? RegisterHead()
        head.ends += 1
        head.isOpen = false
        heads[UInt64(kind.code)] = head
        let key = RegisterKey(kind, day)
        if cuts[key] == nil, imports > 0 { cutImports[day] = imports }
        if cuts[key] == nil { cuts[key] = Cut(day: day, batch: head.batches, place: head.rows, end: head.ends) }
        guard isComplete else { return }
        var ends = completeEnds(kind)
        if !ends.contains(where: { $0.day == day }) {
            ends.append(CompleteEnd(day: day, place: head.rows, end: head.ends))
            completes[UInt64(kind.code)] = ends
        }
        complete[UInt64(kind.code)] = max(day, complete[UInt64(kind.code)] ?? .min)
    }

    /// The first complete import of each day, by arrival.
    func completeEnds(_ kind: RegisterKind) -> [CompleteEnd] {
        if let ends = completes[UInt64(kind.code)] { return ends }
        // Only the newest day was noted once.
        return complete[UInt64(kind.code)].map { [CompleteEnd(day: $0, place: 0, end: 0)] } ?? []
    }

    /// The day of a batch of a register.
    func day(_ kind: RegisterKind, _ batch: Int) -> Int { batches[RegisterKey(kind, batch)] ?? .max }
}
