public import Documents

extension Offices {
    /// Reads `offices.yaml`. Every error of the file is reported at once: what is missing, mistyped or unknown, and
    /// what contradicts itself (`OfficesCheck` lists that).
    public static func load(_ bytes: [UInt8], file: String) throws(DocumentErrors) -> Offices {
        try Document.decode(bytes, file: file) { root in
            let partitions = root.required("partitions")?.integer(in: 1...1024)
            let isTrial = root.optional("trial")?.flag() ?? false
            let drafts = root.required("offices")?.elements { OfficeDraft($0) }
            guard let drafts else { return nil }
            if drafts.isEmpty { root.report("at least one office must be listed") }
            var check = OfficesCheck(partitions: partitions, drafts: drafts)
            check.run()
            let offices = drafts.compactMap(\.office)
            guard let partitions, offices.count == drafts.count, !offices.isEmpty else { return nil }
            return Offices(partitions: partitions, offices: offices, isTrial: isTrial)
        }
    }

    /// The same from a path.
    public static func load(path: String) throws(DocumentErrors) -> Offices {
        try load(Document.read(path), file: path)
    }
}

/// A value together with the place where it is written, for errors that only show when all is read.
struct Placed<Value> {
    let value: Value
    let place: Reader

    init?(_ place: Reader?, _ read: (Reader) -> Value?) {
        guard let place, let value = read(place) else { return nil }
        self.value = value
        self.place = place
    }
}

/// An office as far as it could be read.
struct OfficeDraft {
    let place: Reader
    let division: Placed<Division>?
    let name: BilingualText?
    let tier: Placed<Tier>?
    /// Nil where there is none, or where it could not be read.
    let superior: Placed<Division>?
    let officers: [OfficerDraft]
    let workers: [WorkerDraft]

    init(_ place: Reader) {
        self.place = place
        division = Placed(place.required("division")) { $0.division() }
        name = place.required("name").flatMap { BilingualText($0) }
        tier = Placed(place.required("tier")) { $0.choice(Tier.self) }
        superior = Placed(place.optional("superior")) { $0.division() }
        officers = place.optional("officers")?.elements { OfficerDraft($0) } ?? []
        workers = place.optional("workers")?.elements { WorkerDraft($0) } ?? []
    }

    /// Nil where something is missing; the readers have reported it.
    var office: Office? {
        guard let division, let name, let tier else { return nil }
        return Office(
            division: division.value, name: name, tier: tier.value, superior: superior?.value,
            officers: officers.compactMap(\.officer), workers: workers.compactMap { $0.worker(of: division.value) })
    }
}

struct OfficerDraft {
    let id: Placed<String>?
    let name: BilingualText?
    let roles: [Placed<Role>]

    init(_ place: Reader) {
        id = Placed(place.required("id")) { $0.identifier() }
        name = place.required("name").flatMap { BilingualText($0) }
        let list = place.required("roles")
        roles = list?.elements { Placed($0) { $0.choice(Role.self) } } ?? []
        if roles.isEmpty, case .sequence(let nodes)? = list?.node.content, nodes.isEmpty {
            list?.report("an officer needs at least one role")
        }
    }

    var officer: Officer? {
        guard let id, let name else { return nil }
        return Officer(id: id.value, name: name, roles: Set(roles.map(\.value)))
    }
}

struct WorkerDraft {
    let name: Placed<String>?
    let agent: Placed<AgentKind>?
    let health: Placed<HostPort>?
    let runs: [Share]
    let standby: [Share]

    /// One stage's task numbers: `verify: [0, 1]`.
    struct Share {
        let stage: Placed<Stage>
        let numbers: [Placed<Int>]
    }

    init(_ place: Reader) {
        name = Placed(place.required("name")) { $0.identifier() }
        agent = Placed(place.required("agent")) { $0.choice(AgentKind.self) }
        health = Placed(place.required("health")) { $0.text("host:port, such as 10.1.2.3:9411", HostPort.init) }
        runs = WorkerDraft.shares(place.optional("runs"))
        standby = WorkerDraft.shares(place.optional("standby"))
    }

    private static func shares(_ place: Reader?) -> [Share] {
        place?.entries { key, value in
            guard let stage = Stage(rawValue: key) else {
                let known = Stage.allCases.map(\.rawValue)
                let hint = Spelling.hint(for: key, among: known)
                value.report("\(key) is no stage; known are \(known.joined(separator: ", "))\(hint)")
                return nil
            }
            let numbers = value.elements { Placed($0) { $0.integer(in: 0...1023) } } ?? []
            return Placed(value) { _ in stage }.map { Share(stage: $0, numbers: numbers) }
        } ?? []
    }

    func worker(of division: Division) -> Worker? {
        guard let name, let agent, let health else { return nil }
        func tasks(_ shares: [Share]) -> [TaskName] {
            shares.flatMap { share in
                share.numbers.map { TaskName(division: division, stage: share.stage.value, number: $0.value) }
            }
        }
        return Worker(
            name: name.value, agent: agent.value, health: health.value, runs: tasks(runs), standby: tasks(standby))
    }
}

extension Reader {
    fileprivate func division() -> Division? {
        text("a division: six digits of GB/T 2260, such as \"150223\"", Division.init)
    }

    /// What stands in file names, headers and logs.
    fileprivate func identifier() -> String? {
        text("lower-case letters, digits and hyphens, at most 64") { text in
            let isPlain = text.utf8.allSatisfy { byte in
                0x61...0x7A ~= byte || 0x30...0x39 ~= byte || byte == UInt8(ascii: "-")
            }
            return isPlain && text.utf8.count <= 64 ? text : nil
        }
    }
}
