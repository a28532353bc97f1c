public import Messages

/// A message as a value of a state: its own JSON.
public struct Recorded<Content: Message>: StateValue {
    public let content: Content

    public init(_ content: Content) { self.content = content }

    public func write(to bytes: inout [UInt8]) {
        let json = content.bytes
        UInt64(json.count).write(to: &bytes)
        bytes.append(contentsOf: json)
    }

    public init?(from bytes: inout StateBytes) {
        guard let count = UInt64(from: &bytes), let json = bytes.take(Int(clamping: count)),
            let content = try? Content(reading: json)
        else { return nil }
        self.content = content
    }
}
