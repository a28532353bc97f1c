import Synchronization

/// The statements that a plan is writing, kept so that they are not made again for each of its pieces. They follow from
/// the state, which does not change while the plan is written.
final class YearWorks: Sendable {
    private let kept = Mutex<(plan: String, book: StatementBook)?>(nil)

    func book(of plan: String, _ make: () throws -> StatementBook) rethrows -> StatementBook {
        if let known = kept.withLock({ $0 }), known.plan == plan { return known.book }
        let book = try make()
        kept.withLock { $0 = (plan, book) }
        return book
    }

    func forget() { kept.withLock { $0 = nil } }
}
