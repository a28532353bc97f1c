import Awards
public import Documents

extension Programme {
    /// Reads a policy's file, with the readings as the file chooses them but for those named here (`A-10` to
    /// `whole_increment`), then a lower tier's implementing rules, then changes that are tried out. Every error of the
    /// file is reported at once.
    public static func load(
        _ bytes: [UInt8], file: String, readings switched: [String: String] = [:], overlay: Overlay? = nil,
        changes: [SimulationChanges] = []
    ) throws(DocumentErrors) -> Programme {
        let root = try Document.parse(bytes, file: file)
        let readings = try Document.decode(root, file: file, allowingOtherKeys: true) { reader in
            Reading.load(reader.optional("readings"))
        }
        var read = try root.choosing(switched, of: readings, file: file)
        var overlay = overlay
        if overlay != nil {
            let upper = try Document.decode(read, file: file) { Programme($0, file: file) }
            read = try overlay?.apply(to: read, of: upper) ?? read
        }
        for change in changes { read = try change.applied(to: read) }
        do throws(DocumentErrors) {
            // Where the form is wrong, the names and units of what could be read are looked at all the same.
            var programme = try Document.decode(read, file: file, more: Rulebook.errors) { Programme($0, file: file) }
            programme.overlay = overlay
            for rules in overlay == nil ? programme.rules : [] {
                var rules = rules
                let divided = try rules.apply(to: read, of: programme)
                var own = try Document.decode(divided, file: file, more: Rulebook.errors) { Programme($0, file: file) }
                own.overlay = rules
                programme.divided[rules.division.code] = own
            }
            return programme
        } catch {
            throw changes.reduce(error) { $1.claiming($0) }
        }
    }

    /// The same from a path.
    public static func load(
        path: String, readings switched: [String: String] = [:], overlay: Overlay? = nil,
        changes: [SimulationChanges] = []
    ) throws(DocumentErrors) -> Programme {
        try load(Document.read(path), file: path, readings: switched, overlay: overlay, changes: changes)
    }

    init?(_ reader: Reader, file: String) {
        let id = reader.required("programme")?.text()
        let title = reader.required("title").flatMap { BilingualText($0) }
        let issuer = reader.required("issuer").flatMap { BilingualText($0) }
        let number = reader.optional("number")?.text()
        let state = reader.required("state")?.choice(State.self)
        let validity = Validity(reader)
        let superior = reader.optional("superior")?.text()
        let tiers = reader.required("tiers").flatMap { Tiers($0) }
        let divisions = reader.optional("divisions")?.texts() ?? []
        let guide = reader.optional("guide").flatMap { GuideRule($0) }
        let allotments = reader.optional("allotments")?.choice(Allotments.self) ?? .whereMade
        let nonDuplication = reader.optional("non_duplication").flatMap { NonDuplication($0) }
        let budget = reader.optional("budget").flatMap { Budget($0) }
        let applicants = reader.optional("applicants")?.texts() ?? []
        let sameProject = reader.optional("same_project").flatMap { SharedClaim($0) }
        let settlement = reader.optional("settlement").flatMap { SettlementRule($0) }
        let readings = Reading.load(reader.optional("readings")) ?? []
        var common = CommonParts(validity: validity)
        common.parameters = reader.optional("parameters")?.entries { Parameter(name: $0, $1) } ?? []
        common.facts = reader.optional("facts")?.entries { FactDeclaration(name: $0, $1) } ?? []
        for index in common.facts.indices { common.facts[index].isOfProgramme = true }
        common.conditions =
            reader.optional("conditions")?.elements { Condition.load($0, validity: validity) }?.flatMap { $0 } ?? []
        common.claimant = reader.optional("claimant").flatMap { Claimant($0) }
        common.shares = reader.optional("shares").map { Share.load($0) } ?? []
        let clauses = Self.clauses(reader, common: common)
        let rules = reader.optional("overlays")?.entries { Overlay(in: $1, of: $0, file: file) } ?? []
        guard let id, let title, let issuer, let state, let tiers, let clauses else { return nil }
        self.init(
            id: id, title: title, issuer: issuer, number: number, state: state, validity: validity,
            superior: superior, tiers: tiers, divisions: divisions, guide: guide, allotments: allotments,
            nonDuplication: nonDuplication, budget: budget, parameters: common.parameters, applicants: applicants,
            sameProject: sameProject, settlement: settlement, readings: readings, clauses: clauses, file: file)
        self.rules = rules
    }

    private static func clauses(_ reader: Reader, common: CommonParts) -> [Clause]? {
        var places: [String: Reader] = [:]
        return reader.required("clauses")?.elements { place in
            guard let clause = Clause(place, common: common) else { return nil }
            if let first = places[clause.id] {
                place.report("the clause \(clause.id) stands twice; first on line \(first.node.mark.line)")
                return nil
            }
            places[clause.id] = place
            return clause
        }
    }
}

extension Programme.Validity {
    init(_ reader: Reader) {
        let issued = reader.optional("issued_on")?.day()
        let start = reader.optional("valid_from")
        var placeholder: String?
        var from = issued
        if let start {
            if case .mapping = start.node.content {
                placeholder = start.required("placeholder")?.text()
                _ = start.optionalText()
                from = nil
            } else {
                from = start.day()
            }
        }
        let years = reader.optional("valid_years")?.integer(in: 1...100)
        var to = reader.optional("valid_to")?.day()
        if to == nil, let years, let from {
            // A 29 February has its anniversary on the 28th.
            let (year, month, day) = from.components
            to =
                CivilDate(year: year + years, month: month, day: day)
                ?? CivilDate(year: year + years, month: month, day: day - 1)
        }
        if let from, let to, to < from { reader.report("the programme ends (\(to)) before it begins (\(from))") }
        self.init(from: from, to: to, placeholder: placeholder)
    }
}

extension Programme.Tiers {
    init?(_ reader: Reader) {
        let verifies = reader.required("verifies")?.choice(Tier.self)
        let decides = reader.required("decides")?.choice(Tier.self)
        let pays = reader.required("pays")?.choice(Tier.self)
        guard let verifies, let decides, let pays else { return nil }
        self.init(verifies: verifies, decides: decides, pays: pays)
    }
}

extension GuideRule {
    init?(_ reader: Reader) {
        let quote = reader.optional("quote")?.text()
        let isRequired = reader.required("required")?.flag()
        let coefficient = reader.optional("coefficient")?.flag() ?? false
        let without = reader.optional("without_coefficient")?.texts() ?? []
        guard isRequired == true else { return nil }
        self.init(quote: quote, hasCoefficient: coefficient, withoutCoefficient: without)
    }
}

extension NonDuplication {
    init?(_ reader: Reader) {
        let quote = reader.required("quote")?.text()
        let clauses = reader.required("clauses")?.texts()
        let joined = reader.required("object")?.choice(Joined.self)
        let within = reader.optional("within")?.choice(EarlierRule.Period.self) ?? .programme
        let policiesOf = reader.required("policies_of")?.choice(Policies.self)
        let text = BilingualText(reader)
        guard let quote, let clauses, let joined, let policiesOf, let text else { return nil }
        self.init(quote: quote, clauses: clauses, joined: joined, within: within, policiesOf: policiesOf, text: text)
    }
}
