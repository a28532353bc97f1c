import Awards
import Commands
import Documents
public import Policy

/// What is tried: whole programmes, changes of programmes, other readings.
public struct SimulationPlan {
    private var programmes: [String: String] = [:]
    private var changes: [SimulationChanges] = []
    private let readings: [ReadingChoice]

    /// The rules with what is tried, and what there is to know of it, a line each.
    public struct Tried {
        public fileprivate(set) var rulebooks: [String: Rulebook]
        public fileprivate(set) var notes: [String] = []
    }

    public init(files: [String], readings: [ReadingChoice]) throws {
        guard !files.isEmpty || !readings.isEmpty else {
            throw CommandFailure(.usage, "Nothing is changed: name a file with --with, or a reading with --reading.")
        }
        self.readings = readings
        for file in files {
            do throws(DocumentErrors) {
                let root = try Document.parse(Document.read(file), file: file)
                if SimulationChanges.isIn(root) {
                    changes.append(try SimulationChanges.load(root, file: file))
                } else {
                    programmes[try Programme.load(path: file).id] = file
                }
            } catch {
                throw CommandFailure(.dataError, error.description)
            }
        }
    }

    /// Programmes that nothing changes stay the same.
    public func applied(to before: [String: Rulebook]) throws -> Tried {
        var tried = Tried(rulebooks: before)
        var present = before.mapValues(\.programme)
        do throws(DocumentErrors) {
            for (id, file) in programmes { present[id] = try Programme.load(path: file) }
        } catch {
            throw CommandFailure(.dataError, error.description)
        }
        for change in changes where present[change.programme] == nil {
            let hint = Spelling.hint(for: change.programme, among: present.keys.sorted())
            throw CommandFailure(.dataError, "\(change.file): there is no programme \(change.programme)\(hint)")
        }
        let switched = try switched(in: present, &tried.notes)
        for (id, programme) in present.sorted(by: { $0.key < $1.key }) {
            let own = changes.filter { $0.programme == id }
            guard switched[id] != nil || !own.isEmpty || programmes[id] != nil else { continue }
            do throws(DocumentErrors) {
                let changed = try Programme.load(path: programme.file, readings: switched[id] ?? [:], changes: own)
                tried.rulebooks[id] = try Rulebook(changed)
            } catch {
                throw CommandFailure(.dataError, error.description)
            }
        }
        tried.notes += findings(in: tried.rulebooks, beside: before)
        return tried
    }

    // MARK: Readings

    /// The choices of each programme. One that not every programme can compute is tried where it can be.
    private func switched(
        in programmes: [String: Programme], _ notes: inout [String]
    ) throws -> [String: [String: String]] {
        var switched: [String: [String: String]] = [:]
        for choice in readings {
            var faults: [String] = []
            var isTried = false
            for programme in try holders(of: choice, in: programmes) {
                if let fault = Self.fault(of: choice, in: programme) {
                    faults.append(fault)
                } else {
                    switched[programme.id, default: [:]][choice.reading] = choice.choice
                    isTried = true
                }
            }
            guard isTried else { throw CommandFailure(.dataError, faults.joined(separator: "\n")) }
            notes += faults
        }
        return switched
    }

    /// The programmes that can be read so.
    private func holders(of choice: ReadingChoice, in programmes: [String: Programme]) throws -> [Programme] {
        if let id = choice.programme, programmes[id] == nil {
            let hint = Spelling.hint(for: id, among: programmes.keys.sorted())
            throw CommandFailure(.dataError, "There is no programme \(id)\(hint).")
        }
        let named = programmes.values.sorted { $0.id < $1.id }.filter { choice.programme ?? $0.id == $0.id }
        let asking = named.filter { $0.reading(choice.reading) != nil }
        guard !asking.isEmpty else {
            throw CommandFailure(
                .dataError, "There is no reading \(choice.reading) in \(choice.programme ?? "any programme").")
        }
        let holding = asking.filter { programme in
            programme.reading(choice.reading)?.choices.contains { $0.name == choice.choice } ?? false
        }
        guard !holding.isEmpty else {
            let known = asking.map { programme in
                let names = programme.reading(choice.reading)?.choices.map(\.name) ?? []
                return "\(programme.id) as \(names.joined(separator: ", "))"
            }
            throw CommandFailure(
                .dataError,
                "\(choice.reading) cannot be read as \(choice.choice); it can in \(known.joined(separator: "; in "))."
            )
        }
        return holding
    }

    /// Why this choice would change nothing; nil where it does.
    private static func fault(of choice: ReadingChoice, in programme: Programme) -> String? {
        guard let reading = programme.reading(choice.reading),
            let found = reading.choices.first(where: { $0.name == choice.choice })
        else { return nil }
        let name = "\(programme.id): \(choice.reading)=\(choice.choice)"
        if let needs = found.needs { return "\(name): this choice cannot be computed: it needs \(needs.en)." }
        if found.name == reading.chosen { return "\(name): the file reads it so already." }
        if found.replacements.isEmpty {
            return "\(name): this choice cannot be computed: the file does not say what it replaces."
        }
        return nil
    }

    // MARK: Check

    /// What `calculator check` says of the changed programmes and not of the present ones.
    private func findings(in after: [String: Rulebook], beside before: [String: Rulebook]) -> [String] {
        func all(_ rulebooks: [String: Rulebook]) -> [PolicyCheck.Finding] {
            PolicyCheck(rulebooks.values.sorted { $0.programme.id < $1.programme.id }).findings
        }
        let known = Set(all(before).map(\.place.message))
        let expected = after.values.reduce(into: Set<Faded>()) { faded, rulebook in
            guard programmes[rulebook.programme.id] == nil, let old = before[rulebook.programme.id] else { return }
            faded.formUnion(Self.faded(in: rulebook.programme, beside: old.programme))
        }
        return all(after).filter { finding in
            let message = finding.place.message
            return !known.contains(message)
                && !expected.contains { message.hasPrefix("\($0.name): ") && message.hasSuffix("(\($0.quote))") }
        }.map(\.description)
    }

    private struct Faded: Hashable {
        let name: String
        let quote: String
    }

    /// Parameters whose value is tried under the words of the present one: that words and value differ is the point.
    private static func faded(in programme: Programme, beside old: Programme) -> [Faded] {
        programme.clauses.flatMap { clause in
            clause.parameters.compactMap { parameter -> Faded? in
                guard let quote = parameter.quote, let present = old.clause(clause.id)?.parameter(parameter.name),
                    present.quote == quote, present.value != parameter.value
                else { return nil }
                return Faded(name: parameter.name, quote: quote)
            }
        }
    }
}

extension Programme {
    fileprivate func reading(_ id: String) -> Reading? { readings.first { $0.id == id } }
}
