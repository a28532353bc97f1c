import Foundation

/// Scripts in Python that a test asks for a second opinion.
public enum PythonScript {
    /// Whether YAML can be read and checked against a JSON Schema.
    public static let hasValidator = (try? run("import yaml, jsonschema"))?.status == 0

    /// The script's exit code, and what it said on standard error.
    public static func run(_ arguments: String...) throws -> (status: Int32, message: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c"] + arguments
        process.standardError = pipe
        try process.run()
        let message = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: message, as: UTF8.self))
    }
}
