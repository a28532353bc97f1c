import Awards
import Commands
import Documents
import Messages

/// `duixian schema`: what is on the topics.
enum SchemaCommand {
    private static let type = Argument(
        optional: "TYPE", "a message type, such as claim.submitted.v1", .text)
    private static let asyncAPI = Flag("asyncapi", "prints the AsyncAPI 3.0 document of all streams")

    static let command = Command(
        "schema", "prints what records look like: JSON Schemas, or the AsyncAPI document", [type, asyncAPI],
        details: "Without TYPE it prints the JSON Schemas of all types, as one object by type."
    ) { values in
        var output = StandardOutput()
        if values[asyncAPI] {
            output.write(AsyncAPI.document(version: "0.1.0", channels: channels).text)
        } else if let name = values[type] {
            guard let known = MessageCatalogue.type(named: name) else {
                let names = MessageCatalogue.all.map { $0.type }.sorted()
                let hint = Spelling.hint(for: name, among: names)
                let advice = hint.isEmpty ? "; there are \(names.joined(separator: ", "))." : hint
                throw CommandFailure(.dataError, "There is no message type \(name)\(advice)")
            }
            output.write(known.jsonSchema.text)
        } else {
            output.write(JSONValue.object(MessageCatalogue.all.map { ($0.type, $0.jsonSchema) }).text)
        }
    }

    /// A channel for each stream whose messages this build knows.
    static var channels: [AsyncAPI.Channel] {
        let known = Dictionary(MessageCatalogue.channels.map { ($0.stream, $0.messages) }) { $1 }
        return Stream.all.compactMap { stream in
            var messages = known[stream.id] ?? []
            if case .tasks = stream.layout { messages = [ProgressRecorded.self] }
            guard !messages.isEmpty else { return nil }
            let summary = Text(zh: stream.holds.zh, en: stream.holds.en)
            return AsyncAPI.Channel(stream: stream.id, summary: summary, messages: messages)
        }
    }
}
