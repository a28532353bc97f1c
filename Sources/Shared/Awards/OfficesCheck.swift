internal import Documents

/// Finds what contradicts itself in `offices.yaml`, on what of it could be read:
///
/// - a division, officer's id, worker's name or health address that stands twice;
/// - a tier that does not fit the division's code; a superior that is unknown, not of a higher tier, or of another
///   region or city (so no chain of superiors can be a circle);
/// - an officer with the same role twice, or with both roles that a payment takes;
/// - a stage that is not the worker's agent's, a task number out of range, a task that two workers own or stand by for,
///   a standby that is the owner or has none, a stage of which some tasks have no owner, an agent without any task.
struct OfficesCheck {
    /// Nil where it could not be read; then ranges of tasks go unchecked.
    let partitions: Int?
    let drafts: [OfficeDraft]

    private var divisions: [Division: OfficeDraft] = [:]
    private var officers: [String: Placed<String>] = [:]
    private var health: [HostPort: Placed<HostPort>] = [:]

    init(partitions: Int?, drafts: [OfficeDraft]) {
        self.partitions = partitions
        self.drafts = drafts
    }

    mutating func run() {
        for draft in drafts {
            guard let division = draft.division else { continue }
            if let first = divisions[division.value]?.division {
                division.place.report("the office \(division.value) stands twice; \(first.stands)")
            } else {
                divisions[division.value] = draft
            }
        }
        for draft in drafts {
            checkTier(draft)
            checkSuperior(draft)
            for officer in draft.officers { checkOfficer(officer) }
            checkWorkers(draft)
            TaskCheck(partitions: partitions, draft: draft).run()
        }
    }

    private func checkTier(_ draft: OfficeDraft) {
        guard let tier = draft.tier, let division = draft.division?.value else { return }
        let fits: Bool
        switch tier.value {
        case .region: fits = division.level == .province
        case .city: fits = division.level == .prefecture
        case .county: fits = division.level == .county
        }
        guard !fits else { return }
        let shape: String
        switch tier.value {
        case .region: shape = "ends in 0000"
        case .city: shape = "ends in 00, but not in 0000"
        case .county: shape = "does not end in 00"
        }
        tier.place.report("\(division) is no code of the tier \(tier.value.rawValue), which \(shape)")
    }

    private func checkSuperior(_ draft: OfficeDraft) {
        guard let superior = draft.superior, let division = draft.division?.value else { return }
        guard superior.value != division else {
            superior.place.report("an office can't be its own superior")
            return
        }
        guard let above = divisions[superior.value] else {
            let known = divisions.keys.sorted().map(\.code)
            let hint = Spelling.hint(for: superior.value.code, among: known)
            superior.place.report("the superior \(superior.value) is no office of this file\(hint)")
            return
        }
        if let tier = draft.tier?.value, let higher = above.tier?.value, higher <= tier {
            superior.place.report(
                "the superior of a \(tier.rawValue) must be of a higher tier; \(superior.value) is a \(higher.rawValue)"
            )
        } else if !division.lies(within: superior.value) {
            superior.place.report("\(division) does not lie within \(superior.value)")
        }
    }

    private mutating func checkOfficer(_ officer: OfficerDraft) {
        if let id = officer.id {
            if let first = officers[id.value] {
                id.place.report("the officer \(id.value) stands twice; \(first.stands)")
            } else {
                officers[id.value] = id
            }
        }
        var seen: Set<Role> = []
        for role in officer.roles where !seen.insert(role.value).inserted {
            role.place.report("the role \(role.value.rawValue) stands twice")
        }
        if seen.isSuperset(of: [.payer, .payer2]), let second = officer.roles.last(where: { $0.value == .payer2 }) {
            second.place.report("no officer may be both payer and payer2: a payment takes two people")
        }
    }

    private mutating func checkWorkers(_ draft: OfficeDraft) {
        var names: [String: Placed<String>] = [:]
        for worker in draft.workers {
            if let name = worker.name {
                if let first = names[name.value] {
                    name.place.report("the worker \(name.value) stands twice in this office; \(first.stands)")
                } else {
                    names[name.value] = name
                }
            }
            if let address = worker.health {
                if let first = health[address.value] {
                    address.place.report("the health address \(address.value) stands twice; \(first.stands)")
                } else {
                    health[address.value] = address
                }
            }
        }
    }
}

extension Placed {
    /// For "stands twice": where the first one is.
    var stands: String { "the first is on line \(place.node.mark.line)" }
}
