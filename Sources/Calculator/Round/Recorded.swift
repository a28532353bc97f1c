import Agent
import Messages

/// A message as a value of a state: its own JSON.
struct Recorded<Content: Message>: StateValue {
    let content: Content

    init(_ content: Content) { self.content = content }

    func write(to bytes: inout [UInt8]) {
        let json = content.bytes
        UInt64(json.count).write(to: &bytes)
        bytes.append(contentsOf: json)
    }

    init?(from bytes: inout StateBytes) {
        guard let count = UInt64(from: &bytes), let json = bytes.take(Int(clamping: count)),
            let content = try? Content(reading: json)
        else { return nil }
        self.content = content
    }
}
