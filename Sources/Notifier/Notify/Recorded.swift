import Agent
import Awards
import Log
import Messages

/// A message as a value of a state, with the day that its record speaks of, at Shanghai.
struct Recorded<Content: Message>: StateValue {
    let content: Content
    /// Empty where the record does not say.
    let day: String

    init(_ content: Content, on day: String = "") {
        self.content = content
        self.day = day
    }

    func write(to bytes: inout [UInt8]) {
        let json = content.bytes
        UInt64(json.count).write(to: &bytes)
        bytes.append(contentsOf: json)
        day.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let count = UInt64(from: &bytes), let json = bytes.take(Int(clamping: count)),
            let content = try? Content(reading: json), let day = String(from: &bytes)
        else { return nil }
        self.content = content
        self.day = day
    }
}

extension Record {
    /// The day of what it tells, at Shanghai: its own time as CloudEvents give it; empty where it has none.
    var day: String {
        guard let text = header(text: "ce_time"), let moment = Moment(text) else { return "" }
        return moment.day
    }
}

extension Moment {
    /// At Shanghai; empty outside the calendar.
    var day: String { CivilDate(inShanghaiAtMilliseconds: milliseconds).map { "\($0)" } ?? "" }
}
