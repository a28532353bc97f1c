import Agent
import Messages

/// What a settler knows. Tables 1–19 are common, 20–59 those of ``PayState``, 60–99 those of ``YearState``.
struct SettleState: DeciderState {
    /// The orders that were answered, so that none is carried out twice.
    var answered: Agent.Table<String, Bool>
    /// A policy's file, by digest.
    var policies: Agent.Table<String, String>
    var opened: Agent.Table<String, Recorded<RoundOpened>>
    /// The last adjudication of a round.
    var closed: Agent.Table<String, Recorded<RoundClosed>>
    var confirmed: Agent.Table<String, Recorded<RoundConfirmed>>
    /// The newest figures toward targets, by programme, clause, fact and year.
    var figures: Agent.Table<String, Recorded<FigureReported>>
    var pay: PayState
    var year: YearState

    init(_ store: StateStore) {
        answered = Agent.Table(store, 1)
        policies = Agent.Table(store, 2)
        opened = Agent.Table(store, 3, isRemembered: true)
        closed = Agent.Table(store, 4, isRemembered: true)
        confirmed = Agent.Table(store, 5, isRemembered: true)
        figures = Agent.Table(store, 6)
        pay = PayState(store)
        year = YearState(store)
    }
}
