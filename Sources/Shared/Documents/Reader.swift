/// A place in a document from which typed values are taken. Whatever does not fit is reported, with its place and
/// path, and answered with nil, so that one reading finds every error of a file:
///
/// ```swift
/// let offices = try Document.decode(bytes, file: path) { root in
///     let partitions = root.required("partitions")?.integer(in: 1...64)
///     let offices = root.required("offices")?.elements { office in
///         let name = office.required("name")?.text()
///         let tier = office.required("tier")?.choice(Tier.self)
///         guard let name, let tier else { return nil }
///         return Office(name: name, tier: tier)
///     }
///     …
/// }
/// ```
///
/// A mapping's keys are those that were asked for by the end; any other is reported as unknown. So ask for all of
/// them before giving up.
public struct Reader {
    public let node: Node
    /// From the root: `offices[2].tier`.
    public let path: String
    let problems: Problems

    /// Reports an error here: a sentence without its full stop.
    public func report(_ message: String) {
        problems.report(message, at: node.mark, path: path)
    }

    // MARK: Mappings

    /// The value of a key that must be there and not null.
    public func required(_ key: String) -> Reader? {
        guard let entries = entriesOrReport() else { return nil }
        guard let value = value(of: key, in: entries) else {
            problems.report("the key \(key) is missing", at: node.mark, path: path)
            return nil
        }
        return value
    }

    /// The value of a key, nil when it is not there, or null.
    public func optional(_ key: String) -> Reader? {
        guard let entries = entriesOrReport() else { return nil }
        return value(of: key, in: entries)
    }

    /// A mapping whose keys are data: each key with what `decode` makes of it, in the order of the file.
    /// Report an error about the key itself through the reader.
    public func entries<Value>(_ decode: (_ key: String, _ value: Reader) -> Value?) -> [Value]? {
        entriesOrReport()?.compactMap { entry in
            decode(entry.key, Reader(node: entry.value, path: path(of: entry.key), problems: problems))
        }
    }

    // MARK: Sequences

    /// What `decode` makes of each element; those that it gives up on are left out.
    public func elements<Value>(_ decode: (Reader) -> Value?) -> [Value]? {
        guard case .sequence(let nodes) = node.content else {
            mismatch("a list")
            return nil
        }
        return nodes.enumerated().compactMap { index, node in
            decode(Reader(node: node, path: "\(path)[\(index)]", problems: problems))
        }
    }

    // MARK: Scalars

    /// The scalar as it is written, whatever it is, but not null.
    public func scalar() -> Scalar? {
        guard case .scalar(let scalar) = node.content, scalar.kind != .null else {
            mismatch("a value")
            return nil
        }
        return scalar
    }

    /// Text that is not empty. What YAML takes for a number, a boolean or null is text only in quotes.
    public func text() -> String? {
        guard case .scalar(let scalar) = node.content, scalar.kind == .text else {
            mismatch("text")
            return nil
        }
        if scalar.text.isEmpty { report("text must not be empty") }
        return scalar.text.isEmpty ? nil : scalar.text
    }

    /// Text that `parse` turns into something; `expectation` says what it takes ("a date such as 2026-01-01").
    public func text<Value>(_ expectation: String, _ parse: (String) -> Value?) -> Value? {
        guard let text = text() else { return nil }
        guard let value = parse(text) else {
            mismatch(expectation)
            return nil
        }
        return value
    }

    /// A whole number in digits, without quotes or leading zeros (which YAML 1.1 took for octal).
    public func integer(in range: ClosedRange<Int>) -> Int? {
        guard case .scalar(let scalar) = node.content, let value = Int(scalar.text),
            scalar.kind == .number, String(value) == scalar.text, range.contains(value)
        else {
            mismatch("a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return value
    }

    /// `true` or `false`.
    public func flag() -> Bool? {
        guard case .scalar(let scalar) = node.content, scalar.kind == .flag else {
            mismatch("true or false")
            return nil
        }
        return scalar.text.lowercased() == "true"
    }

    /// One of an enumeration's raw values.
    public func choice<Value: RawRepresentable<String> & CaseIterable>(_ type: Value.Type) -> Value? {
        guard let text = text() else { return nil }
        if let value = Value(rawValue: text) { return value }
        let known = Value.allCases.map(\.rawValue)
        let hint = Spelling.hint(for: text, among: known)
        report("\(shown(text)) is not one of \(known.joined(separator: ", "))\(hint)")
        return nil
    }

    // MARK: Inside

    private func entriesOrReport() -> [Node.Entry]? {
        guard case .mapping(let entries) = node.content else {
            // Every key that is asked of it would say so again.
            if !problems.errors.contains(where: { $0.mark == node.mark && $0.path == path }) { mismatch("a mapping") }
            return nil
        }
        return entries
    }

    private func value(of key: String, in entries: [Node.Entry]) -> Reader? {
        problems.note(asked: key, of: entries, path: path)
        guard let entry = entries.first(where: { $0.key == key }) else { return nil }
        if case .scalar(let scalar) = entry.value.content, scalar.kind == .null { return nil }
        return Reader(node: entry.value, path: path(of: key), problems: problems)
    }

    private func path(of key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }

    private func mismatch(_ expectation: String) {
        switch node.content {
        case .mapping: report("expected \(expectation), found a mapping")
        case .sequence: report("expected \(expectation), found a list")
        case .scalar(let scalar):
            switch scalar.kind {
            case .null: report("expected \(expectation), found nothing")
            case .text: report("expected \(expectation), found the text \(shown(scalar.text))")
            case .flag, .number:
                let advice = expectation == "text" ? "; put it in quotes" : ""
                report("expected \(expectation), found \(scalar.text)\(advice)")
            }
        }
    }

    private func shown(_ text: String) -> String {
        "\"\(text.prefix(60))\(text.count > 60 ? "…" : "")\""
    }
}
