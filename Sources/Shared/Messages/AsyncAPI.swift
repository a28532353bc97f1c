/// The AsyncAPI 3.0 document of what is on the topics (asyncapi.com/docs/reference/specification/v3.0.0).
public enum AsyncAPI {
    /// One stream: the topics `<division>.<stream>`. In `{stage}-progress` the part in braces is any stage.
    public struct Channel: Sendable {
        public let stream: String
        public let summary: Text
        public let messages: [any Message.Type]

        public init(stream: String, summary: Text, messages: [any Message.Type]) {
            self.stream = stream
            self.summary = summary
            self.messages = messages
        }

        /// The stream's name where braces may not stand.
        var name: String { stream.filter { $0 != "{" && $0 != "}" } }
    }

    /// The document; each message's schema stands in it once, in `components`.
    public static func document(version: String, channels: [Channel]) -> JSONValue {
        var seen: Set<String> = []
        let messages = channels.flatMap(\.messages).filter { seen.insert($0.type).inserted }
        return [
            "asyncapi": "3.0.0",
            "info": [
                "title": "兑现 Duixian",
                "version": .string(version),
                "description": "Records of award and subsidy programmes, on Kafka, as CloudEvents 1.0 in binary mode.",
            ],
            "defaultContentType": "application/json",
            "channels": .object(channels.map { ($0.name, channel($0)) }),
            "components": [
                "messages": .object(messages.map { ($0.type, message($0)) }),
                "schemas": ["CloudEventHeaders": CloudEvent.headerSchema],
            ],
        ]
    }

    private static func channel(_ channel: Channel) -> JSONValue {
        var parameters: [JSONValue.Member] = [
            ("division", ["description": "Code of the division whose office writes the topic (GB/T 2260)."])
        ]
        if channel.stream.contains("{stage}") {
            parameters.append(("stage", ["description": "The stage whose tasks write the topic."]))
        }
        return [
            "address": .string("{division}.\(channel.stream)"),
            "summary": .string(channel.summary.en),
            "description": .string(channel.summary.zh),
            "parameters": .object(parameters),
            "messages": .object(
                channel.messages.map { ($0.type, ["$ref": .string("#/components/messages/\($0.type)")]) }),
        ]
    }

    private static func message(_ message: any Message.Type) -> JSONValue {
        [
            "name": .string(message.type),
            "title": .string(message.type),
            "summary": .string(message.summary.en),
            "description": .string(message.summary.zh),
            "contentType": "application/json",
            "headers": ["$ref": "#/components/schemas/CloudEventHeaders"],
            "payload": [
                "schemaFormat": "application/schema+json;version=draft-2020-12",
                "schema": message.jsonSchema,
            ],
        ]
    }
}
