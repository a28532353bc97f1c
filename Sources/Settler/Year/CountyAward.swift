import Agent
import Messages

/// An award as one county pays it: of a claim that several counties pay each has its own part.
struct CountyAward: StateValue, Hashable, Comparable {
    let round: String
    let claim: String
    let county: String

    init(_ round: String, _ claim: String, _ county: String) {
        self.round = round
        self.claim = claim
        self.county = county
    }

    func write(to bytes: inout [UInt8]) {
        round.write(to: &bytes)
        claim.write(to: &bytes)
        county.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let round = String(from: &bytes), let claim = String(from: &bytes), let county = String(from: &bytes)
        else { return nil }
        self.init(round, claim, county)
    }

    static func < (left: CountyAward, right: CountyAward) -> Bool {
        (left.round, left.claim, left.county) < (right.round, right.claim, right.county)
    }
}

/// What a settler knows of an award of a county: no more than settling it takes.
struct AwardStanding: StateValue, Equatable {
    /// Of the proposal that was read last; 0: none yet.
    var revision: Int64 = 0
    var programme = ""
    var clause = ""
    var period = ""
    var applicant = ""
    /// As it was proposed.
    var proposedFen: Int64 = 0
    /// As it is, after its last correction.
    var fen: Int64 = 0
    var shares = BorneShares()
    /// The number of its last correction.
    var correction: Int64 = 0
    /// Paid to the claimant, less what came back.
    var paidFen: Int64 = 0
    /// Between the city and the county.
    var down = SettledPart()
    /// Between the city and the region.
    var up = SettledPart()

    init() {}

    func write(to bytes: inout [UInt8]) {
        revision.write(to: &bytes)
        for text in [programme, clause, period, applicant] { text.write(to: &bytes) }
        for number in [proposedFen, fen, correction, paidFen] { number.write(to: &bytes) }
        shares.write(to: &bytes)
        down.write(to: &bytes)
        up.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let revision = Int64(from: &bytes), let programme = String(from: &bytes),
            let clause = String(from: &bytes), let period = String(from: &bytes), let applicant = String(from: &bytes),
            let proposedFen = Int64(from: &bytes), let fen = Int64(from: &bytes), let correction = Int64(from: &bytes),
            let paidFen = Int64(from: &bytes), let shares = BorneShares(from: &bytes),
            let down = SettledPart(from: &bytes), let up = SettledPart(from: &bytes)
        else { return nil }
        self.revision = revision
        self.programme = programme
        self.clause = clause
        self.period = period
        self.applicant = applicant
        self.proposedFen = proposedFen
        self.fen = fen
        self.correction = correction
        self.paidFen = paidFen
        self.shares = shares
        self.down = down
        self.up = up
    }
}

/// What the upper tiers bear of an award, in fen; nil where the clause gives a tier no share.
struct BorneShares: StateValue, Equatable {
    /// What the city gives back, where the clause says so itself, else what it bears.
    var city: Int64?
    var region: Int64?

    init() {}

    init(_ shares: ShareAmounts?) {
        city = shares?.returned ?? shares?.city
        region = shares?.region
    }

    func write(to bytes: inout [UInt8]) {
        city.write(to: &bytes)
        region.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let city = Int64?(from: &bytes), let region = Int64?(from: &bytes) else { return nil }
        self.city = city
        self.region = region
    }
}

/// How far an award is settled between two offices.
struct SettledPart: StateValue, Equatable {
    /// By statements before the one that is stated, which both agreed to.
    var settledFen: Int64 = 0
    var stated: Stated?

    /// What the last statement with this award said of it.
    struct Stated: StateValue, Equatable {
        /// The statement's number between the two offices.
        var number: Int64
        var dueFen: Int64
        var awardFen: Int64
        var correction: Int64
        /// By earlier statements, as the office that made it has it.
        var settledFen: Int64

        init(number: Int64, _ line: SettlementLine) {
            self.number = number
            settledFen = line.settledFen ?? 0
            dueFen = line.dueFen
            awardFen = line.awardFen
            correction = line.correction ?? 0
        }

        func write(to bytes: inout [UInt8]) {
            for value in [number, dueFen, awardFen, correction, settledFen] { value.write(to: &bytes) }
        }

        init?(from bytes: inout StateBytes) {
            guard let number = Int64(from: &bytes), let dueFen = Int64(from: &bytes),
                let awardFen = Int64(from: &bytes), let correction = Int64(from: &bytes),
                let settledFen = Int64(from: &bytes)
            else { return nil }
            self.number = number
            self.settledFen = settledFen
            self.dueFen = dueFen
            self.awardFen = awardFen
            self.correction = correction
        }
    }

    init() {}

    /// What statements have settled so far; of the last one only if it was agreed to.
    func settled(_ isAgreed: (Int64) -> Bool) -> Int64 {
        guard let stated, isAgreed(stated.number) else { return settledFen }
        return stated.dueFen
    }

    /// A new statement names the award.
    mutating func state(_ line: SettlementLine, in number: Int64, _ isAgreed: (Int64) -> Bool) {
        // A statement that was read before.
        if let stated, stated.number >= number { return }
        settledFen = settled(isAgreed)
        stated = Stated(number: number, line)
    }

    func write(to bytes: inout [UInt8]) {
        settledFen.write(to: &bytes)
        stated.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let settledFen = Int64(from: &bytes), let stated = Stated?(from: &bytes) else { return nil }
        self.settledFen = settledFen
        self.stated = stated
    }
}
