import Foundation
import Messages
import TestSupport
import Testing

/// Checks what we print against the official schemas, with Python's jsonschema (Debian's python3-jsonschema).
@Suite struct SchemaTests {
    private static let officialSchema = ProcessInfo.processInfo.environment["ASYNCAPI_SCHEMA"]

    @Test(
        .enabled(
            if: officialSchema != nil,
            "ASYNCAPI_SCHEMA is not set: set it to the path of AsyncAPI's official schema, asyncapi-3.0.0.json"))
    func theAsyncAPIDocumentIsValid() throws {
        let schema = try #require(Self.officialSchema)
        let document = AsyncAPI.document(version: "1.0.0", channels: MessageCatalogue.channels)
        let complaints = try python(
            """
            import json, sys, jsonschema
            schema, document = json.load(open(sys.argv[1])), json.load(sys.stdin)
            validator = jsonschema.validators.validator_for(schema)
            for error in validator(schema).iter_errors(document): print(error.json_path, error.message[:300])
            """, arguments: [schema], input: document.text)
        #expect(complaints == "")
        // A validator that passes everything would prove nothing.
        let broken = document.text.replacing("\"3.0.0\"", with: "\"3.9\"")
        #expect(broken != document.text)
        let expected = try python(
            """
            import json, sys, jsonschema
            schema, document = json.load(open(sys.argv[1])), json.load(sys.stdin)
            print(jsonschema.validators.validator_for(schema)(schema).is_valid(document))
            """, arguments: [schema], input: broken)
        #expect(expected == "False\n")
    }

    /// Each schema is one of JSON Schema 2020-12, and allows what we write.
    @Test func schemasAllowRandomMessages() throws {
        var random = SeededGenerator(name: "SchemaTests")
        for type in MessageCatalogue.all {
            let messages = (0..<20).map { _ in RandomJSON(schema: type.jsonSchema, using: &random).canonical }
            let complaints = try python(
                """
                import json, sys, jsonschema
                schema, *messages = [json.loads(part) for part in sys.stdin.read().split("\\x1e")]
                jsonschema.Draft202012Validator.check_schema(schema)
                validator = jsonschema.Draft202012Validator(schema)
                for message in messages:
                    for error in validator.iter_errors(message): print(error.json_path, error.message)
                """, arguments: [], input: ([type.jsonSchema.text] + messages).joined(separator: "\u{1E}"))
            #expect(complaints == "", "\(type.type)")
        }
    }

    @Test func aFieldSaysWhatItMeans() {
        let text = ClaimSubmitted.jsonSchema.text
        #expect(text.contains(#""$schema": "https://json-schema.org/draft/2020-12/schema""#))
        #expect(text.contains(#""x-personal": "phone""#))
        #expect(text.contains(#""x-meaning-zh": "收款账户""#))
        #expect(PlanFinished.jsonSchema.text.contains(#""x-unit": "records""#))
    }

    /// Runs a Python script and gives what it prints; whatever goes wrong in it is printed too.
    private func python(_ script: String, arguments: [String], input: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script] + arguments
        let file = FileManager.default.temporaryDirectory.appending(path: "schema-\(UUID().uuidString).json")
        try Data(input.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: printed, as: UTF8.self)
    }
}
