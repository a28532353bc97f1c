import Awards
import Documents

extension Reading {
    static func load(_ reader: Reader?) -> [Reading]? {
        guard let reader else { return [] }
        return reader.entries { Reading(id: $0, $1) }
    }

    init?(id: String, _ reader: Reader) {
        let clauses = reader.optional("clauses")?.texts() ?? []
        let question = reader.required("question").flatMap { BilingualText($0) }
        let chosen = reader.required("chosen")?.text()
        let choices = reader.required("choices")?.entries { Choice(name: $0, $1) }
        guard let question, let chosen, let choices else { return nil }
        guard choices.contains(where: { $0.name == chosen }) else {
            let names = choices.map(\.name).joined(separator: ", ")
            reader.report("\(chosen) is none of the choices of \(id): \(names)")
            return nil
        }
        self.init(id: id, clauses: clauses, question: question, chosen: chosen, choices: choices)
    }
}

extension Reading.Choice {
    init?(name: String, _ reader: Reader) {
        let text = BilingualText(reader)
        // What replaces is part of the programme; it is read where it goes.
        let replacements = Reading.Replacement.all(in: reader.optional("set")?.node)
        let needs = reader.optional("needs")
        if let needs, reader.optional("set") != nil {
            needs.report("a choice that needs what is missing cannot be computed, so it has no set")
        }
        guard let text else { return nil }
        self.init(name: name, text: text, replacements: replacements, needs: needs.flatMap { BilingualText($0) })
    }
}

extension Reading.Replacement {
    /// From `{7-1/award/amount: …, 17/parameters/window: null}`.
    static func all(in set: Node?) -> [Reading.Replacement] {
        guard case .mapping(let entries)? = set?.content else { return [] }
        return entries.map { entry in
            if case .scalar(let scalar) = entry.value.content, scalar.kind == .null {
                return Reading.Replacement(path: entry.key, value: nil)
            }
            return Reading.Replacement(path: entry.key, value: entry.value)
        }
    }
}

extension Node {
    /// The programme's document with something replaced; nil where there is no such place.
    func applying(_ replacement: Reading.Replacement) -> Node? { replacing(replacement) }
}

extension Node {
    /// The programme's document as it reads with some ambiguities read in another way than the file says.
    func choosing(
        _ switched: [String: String], of readings: [Reading], file: String
    ) throws(DocumentErrors) -> Node {
        var document = self
        var errors: [DocumentError] = []
        func fail(_ message: String) {
            errors.append(DocumentError(file: file, mark: mark, path: "readings", message: message))
        }
        for id in switched.keys.sorted() where !readings.contains(where: { $0.id == id }) {
            fail("there is no reading \(id); there are \(readings.map(\.id).joined(separator: ", "))")
        }
        for reading in readings {
            let name = switched[reading.id] ?? reading.chosen
            guard let choice = reading.choices.first(where: { $0.name == name }) else {
                let names = reading.choices.map(\.name).joined(separator: ", ")
                fail("\(reading.id) cannot be read as \(name); it can as \(names)")
                continue
            }
            for replacement in choice.replacements {
                guard let replaced = document.replacing(replacement) else {
                    fail("\(reading.id), \(name): there is no place \(replacement.path) in the file")
                    continue
                }
                document = replaced
            }
        }
        guard errors.isEmpty else { throw DocumentErrors(errors) }
        return document
    }

    /// A path begins with a clause's id or a key of the programme, which need not be there yet. An element of a list is
    /// named by its place or, better, a condition by the reason of its refusal.
    private func replacing(_ replacement: Reading.Replacement) -> Node? {
        var steps: [Step] = []
        var place: Node? = self
        for part in replacement.path.split(separator: "/").map(String.init) {
            var next = [place?.step(to: part) ?? .key(part)]
            if steps.isEmpty, let clause = self["clauses"]?.element("clause", part) {
                next = [.key("clauses"), .index(clause)]
            }
            for step in next { place = place?.value(at: step) }
            steps += next
        }
        return replacing(steps, with: replacement.value)
    }

    private func step(to part: String) -> Step {
        guard case .sequence = content else { return .key(part) }
        return (element("else", part) ?? Int(part)).map { .index($0) } ?? .key(part)
    }

    /// Of a list, the place of the first mapping that has this text under a key.
    private func element(_ key: String, _ text: String) -> Int? {
        guard case .sequence(let elements) = content else { return nil }
        return elements.firstIndex { element in
            if case .scalar(let scalar)? = element[key]?.content { scalar.text == text } else { false }
        }
    }

    private func value(at step: Step) -> Node? {
        switch (step, content) {
        case (.key(let key), .mapping): self[key]
        case (.index(let index), .sequence(let elements)): elements.indices.contains(index) ? elements[index] : nil
        case (.key, .sequence), (.key, .scalar), (.index, .mapping), (.index, .scalar): nil
        }
    }
}
