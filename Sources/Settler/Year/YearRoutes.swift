import Awards
import Messages
import Policy

/// Who receives what an award gives, and so which offices have something to settle. It follows from the policy and from
/// the offices' file. Belongs to one thread, for it keeps what it has found.
final class YearRoutes {
    struct Route {
        /// The office that pays the claimant, or that receives the award itself.
        let receiver: Office
        /// The award goes to the office itself (Baotou 三, 十三): it is due whether or not anything was paid.
        let isPayee: Bool
        /// The city above the county.
        let city: Office?
        let region: Office?
    }

    private struct Name: Hashable {
        let programme: String
        let clause: String
        let county: String
    }

    private let offices: Offices
    private let load: (String) -> Programme?
    private var programmes: [String: Programme?] = [:]
    private var routes: [Name: Route?] = [:]

    init(_ offices: Offices, _ load: @escaping (String) -> Programme?) {
        self.offices = offices
        self.load = load
    }

    func programme(_ id: String) -> Programme? {
        if let known = programmes[id] { return known }
        let found = load(id)
        programmes[id] = .some(found)
        return found
    }

    /// Nil while the policy has not been read, and for a county that has no office.
    func route(_ standing: AwardStanding, _ county: String) -> Route? {
        let name = Name(programme: standing.programme, clause: standing.clause, county: county)
        if let known = routes[name] { return known }
        let found = find(name)
        routes[name] = .some(found)
        return found
    }

    private func find(_ name: Name) -> Route? {
        guard let programme = programme(name.programme), let division = Division(name.county) else { return nil }
        let payee: Tier? =
            switch programme.clause(name.clause)?.claimant?.kind {
            case .county: .county
            case .city: programme.tiers.pays == .city ? nil : .city
            case .firm, nil: nil
            }
        let tier = payee ?? programme.tiers.pays
        guard let receiver = offices.office(at: tier, for: division) else { return nil }
        let above = offices.office(at: .city, for: division)
        return Route(
            receiver: receiver, isPayee: payee != nil, city: above?.tier == .city ? above : nil,
            region: offices.office(at: .region, for: division))
    }

    /// What a city owes its county for an award in all, by what was paid so far; nil where they settle nothing.
    func dueDown(_ standing: AwardStanding, _ county: String) -> Int64? {
        guard let route = route(standing, county), route.receiver.tier == .county, let city = route.city,
            programme(standing.programme)?.settlement?.city == city.division, let full = standing.shares.city
        else { return nil }
        return route.isPayee ? full : Self.part(full, paid: standing.paidFen, of: standing.fen)
    }

    /// What a region bears of an award that is paid below it; nil where it bears nothing.
    func dueUp(_ standing: AwardStanding, _ county: String) -> Int64? {
        guard let route = route(standing, county), let region = route.region, region.tier == .region,
            route.city != nil, route.receiver.tier < .region
        else { return nil }
        return standing.shares.region
    }

    /// The share of what was paid, cut to the fen.
    static func part(_ share: Int64, paid: Int64, of award: Int64) -> Int64 {
        guard paid < award else { return share }
        // The quotient is at most the share.
        return award > 0 ? Int64(truncatingIfNeeded: Int128(share) * Int128(max(paid, 0)) / Int128(award)) : 0
    }
}
