/// The entries of a context value, in the order in which they were made.
public struct Context: Sendable {
    private let content: Content

    /// One object, so that a value stays small.
    private final class Content: Sendable {
        let keys: [String]
        let values: [Value]
        let size: Size
        /// For contexts of many entries.
        let index: [String: Int]

        init(_ keys: [String], _ values: [Value]) {
            self.keys = keys
            self.values = values
            size = Size(of: values)
            index = keys.count > 8 ? Dictionary(zip(keys, keys.indices)) { $1 } : [:]
        }
    }

    /// Of two entries of one name the later stands, at the place of the first.
    public init(_ entries: [(key: String, value: Value)]) {
        var places: [String: Int] = [:]
        var keys: [String] = []
        var values: [Value] = []
        for (key, value) in entries {
            if let place = places[key] {
                values[place] = value
            } else {
                places[key] = keys.count
                keys.append(key)
                values.append(value)
            }
        }
        content = Content(keys, values)
    }

    public var count: Int { content.keys.count }
    public var keys: [String] { content.keys }
    public var entries: [(key: String, value: Value)] { zip(content.keys, content.values).map { ($0, $1) } }

    /// Nil when there is no such entry.
    public subscript(key: String) -> Value? {
        if content.keys.count > 8 { return content.index[key].map { content.values[$0] } }
        for index in content.keys.indices where content.keys[index] == key { return content.values[index] }
        return nil
    }

    var values: [Value] { content.values }
    var depth: Int { content.size.depth }
    var weight: Int { content.size.weight }

    func replacing(_ key: String, with value: Value) -> Context { Context(entries + [(key, value)]) }
}
