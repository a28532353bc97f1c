import Awards
import Messages

/// A record that the settler reads, with what entries name it by.
struct SettleInput {
    enum Content {
        case order(OrderGiven)
        case day(DayBegan)
        // Of an office that decides.
        case policy(PolicyAdopted)
        case guide(GuideSet)
        case hold(HoldSet)
        case lifted(HoldLifted)
        case opened(RoundOpened)
        case closed(RoundClosed)
        case confirmed(RoundConfirmed)
        case proposed(AwardProposed)
        case corrected(AwardCorrected)
        /// Of other settlers.
        case year(YearInput)
    }

    let content: Content
    /// Whose stream it stands on.
    let office: Division
    let origin: JournalEntry.Origin
}
