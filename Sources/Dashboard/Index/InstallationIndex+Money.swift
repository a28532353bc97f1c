import Log
import Messages
import Storage

/// What a round came to, in one clause.
struct AwardSum: Sendable {
    let round: String
    let programme: String
    let clause: String
    let office: String
    let outcome: String
    let claims: Int64
    let fen: Int64
    /// What each tier bears; nil where no award says so.
    let countyFen: Int64?
    let cityFen: Int64?
    let regionFen: Int64?
    /// The least that any proposal said was left of its budget; nil where none did.
    let leftFen: Int64?
    let met: Int64
    let missed: Int64
}

/// A record of a round's life.
struct RoundEvent: Sendable {
    let topic: String
    let timeMs: Int64
    let type: String
    let round: String
    let event: String
    let content: Facts
}

extension InstallationIndex {
    func awardSums() throws(StorageError) -> [AwardSum] {
        let sql = """
            SELECT round, programme, clause, office, outcome, count(*), coalesce(sum(fen), 0), sum(county), sum(city), sum(region),
                min(available), coalesce(sum(met = 1), 0),
                coalesce(sum(met = 0), 0)
            FROM awards GROUP BY round, programme, clause, office, outcome ORDER BY round DESC, clause, office, outcome
            """
        return try ask(
            sql, [],
            { row throws(StorageError) in
                func number(_ column: Int32) -> Int64? { row.isNull(column) ? nil : row.integer(column) }
                return AwardSum(
                    round: row.text(0), programme: row.text(1), clause: row.text(2), office: row.text(3),
                    outcome: row.text(4), claims: row.integer(5), fen: row.integer(6), countyFen: number(7),
                    cityFen: number(8), regionFen: number(9),
                    leftFen: number(10), met: row.integer(11), missed: row.integer(12))
            })
    }

    func roundEvents() throws(StorageError) -> [RoundEvent] {
        try ask(
            "SELECT topic, time, type, round, event, payload FROM rounds ORDER BY time, offset LIMIT 20000", [],
            { row throws(StorageError) in
                let bytes = row.bytes(5).map { Array($0) } ?? []
                return RoundEvent(
                    topic: row.text(0), timeMs: row.integer(1), type: row.text(2), round: row.text(3),
                    event: row.text(4), content: (try? Fact(json: bytes))?.record ?? [:])
            })
    }
}
