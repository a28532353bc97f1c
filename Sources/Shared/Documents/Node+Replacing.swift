extension Node {
    /// A step into a document: the value of a key, or an element of a list (from 0).
    public enum Step: Hashable, Sendable {
        case key(String)
        case index(Int)
    }

    /// This document with another value at a place, or (nil) without it. A last key that is not there yet is added;
    /// nil when the way to it does not exist.
    public func replacing(_ path: some Collection<Step>, with value: Node?) -> Node? {
        guard let step = path.first else { return value }
        let rest = path.dropFirst()
        switch (step, content) {
        case (.key(let key), .mapping(var entries)):
            guard let index = entries.firstIndex(where: { $0.key == key }) else {
                guard rest.isEmpty, let value else { return rest.isEmpty ? self : nil }
                entries.append(Entry(key: key, keyMark: value.mark, value: value))
                return Node(content: .mapping(entries), mark: mark)
            }
            if rest.isEmpty, value == nil {
                entries.remove(at: index)
            } else {
                guard let inner = entries[index].value.replacing(rest, with: value) else { return nil }
                entries[index] = Entry(key: key, keyMark: entries[index].keyMark, value: inner)
            }
            return Node(content: .mapping(entries), mark: mark)
        case (.index(let index), .sequence(var elements)):
            guard elements.indices.contains(index) else { return nil }
            if rest.isEmpty, value == nil {
                elements.remove(at: index)
            } else {
                guard let inner = elements[index].replacing(rest, with: value) else { return nil }
                elements[index] = inner
            }
            return Node(content: .sequence(elements), mark: mark)
        case (.key, .sequence), (.key, .scalar), (.index, .mapping), (.index, .scalar):
            return nil
        }
    }

    /// The value of a key of a mapping.
    public subscript(key: String) -> Node? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }
}
