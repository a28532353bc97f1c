import Awards
import Documents
import Foundation
import TestSupport
import Testing

/// The files in `deploy` that an installation begins with.
@Suite struct DeployTests {
    private static let deploy = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "deploy").path

    private let offices: Offices

    init() throws {
        offices = try Offices.load(path: DeployTests.deploy + "/offices.yaml")
    }

    @Test func coversBaotouAndQianjiang() throws {
        let city = try #require(Division("150200"))
        #expect(
            offices.subordinates(of: city).map(\.division.code) == [
                "150202", "150203", "150204", "150205", "150206", "150207", "150221", "150222", "150223", "150271",
            ])
        let qianjiang = try #require(Division("500114"))
        for tier in Tier.allCases {
            #expect(offices.office(at: tier, for: qianjiang)?.division == qianjiang)
        }
        #expect(offices[qianjiang]?.agents == [.intake, .verifier, .calculator, .notifier, .settler, .dashboard])
        #expect(offices.all.count == 13)
    }

    @Test func officersAreVisiblyMadeUp() {
        for officer in offices.all.flatMap(\.officers) {
            #expect(officer.name.zh.hasPrefix("示例") && officer.name.en.hasPrefix("Sample "))
        }
    }

    @Test func schemaKnowsTheSameWords() throws {
        let path = DeployTests.deploy + "/offices.schema.json"
        let words: [String: [String]] = try Document.decode(Document.read(path), file: path) { root in
            var words: [String: [String]] = [:]
            func enumeration(_ reader: Reader?) -> [String]? {
                reader?.required("enum")?.elements { $0.text() }
            }
            _ = root.entries { key, definitions in
                guard key == "$defs" else { return }
                _ = definitions.entries { name, definition in
                    if ["role", "agent", "stage"].contains(name) { words[name] = enumeration(definition) }
                    guard name == "office" else { return }
                    _ = definition.entries { key, properties in
                        guard key == "properties" else { return }
                        _ = properties.entries { name, property in
                            guard name == "tier" else { return }
                            _ = property.optional("description")
                            words["tier"] = enumeration(property)
                        }
                    }
                }
            }
            return words
        }
        #expect(words["role"] == Role.allCases.map(\.rawValue))
        #expect(words["agent"] == AgentKind.allCases.map(\.rawValue))
        #expect(words["stage"] == Stage.allCases.map(\.rawValue))
        #expect(words["tier"] == Tier.allCases.map(\.rawValue))
    }

    /// Bytes changed, lost or doubled in either file are refused with errors or read; they never end the process.
    @Test func survivesDamagedFiles() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("DeployTests.survivesDamagedFiles seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let letters = Array("ab0:-[]{},'\"&* \n".utf8) + [0xFF]
        var refused = 0
        for name in ["offices.yaml", "calendar.yaml"] {
            let bytes = try Document.read("\(DeployTests.deploy)/\(name)")
            for _ in 0..<150 {
                var damaged = bytes
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let start = Int.random(in: 0..<damaged.count, using: &random)
                    let end = min(damaged.count, start + Int.random(in: 0...12, using: &random))
                    let piece = Array(damaged[start..<end])
                    switch Int.random(in: 0...2, using: &random) {
                    case 0: damaged.replaceSubrange(start..<end, with: [])
                    case 1: damaged.insert(contentsOf: piece, at: start)
                    default:
                        damaged.replaceSubrange(
                            start..<end, with: letters.randomElement(using: &random).map { [$0] } ?? [])
                    }
                }
                do throws(DocumentErrors) {
                    if name == "offices.yaml" {
                        _ = try Offices.load(damaged, file: name)
                    } else {
                        _ = try WorkingDays.load(damaged, file: name)
                    }
                } catch {
                    refused += 1
                    #expect(error.errors.allSatisfy { $0.mark != nil })
                }
            }
        }
        #expect(refused > 100, "hardly any damage was noticed")
    }

    /// Runs jsonschema over the file, and over the file with one mistake each, which the schema must find.
    @Test(.enabled(if: PythonScript.hasValidator, "python3 with jsonschema and yaml is missing: SKIPPED"))
    func schemaAcceptsTheFileAndRefusesMistakes() throws {
        let script = """
            import copy, json, sys, yaml, jsonschema
            folder = sys.argv[1]
            schema = json.load(open(folder + "/offices.schema.json"))
            jsonschema.Draft202012Validator.check_schema(schema)
            validator = jsonschema.Draft202012Validator(schema)
            file = yaml.safe_load(open(folder + "/offices.yaml"))
            for error in validator.iter_errors(file):
                sys.exit(f"{error.json_path}: {error.message}")
            mistakes = {
                "partitions": lambda f: f.update(partitions=0),
                "unknown key": lambda f: f["offices"][0].update(teir="city"),
                "no tier": lambda f: f["offices"][0].pop("tier"),
                "number as division": lambda f: f["offices"][0].update(division=150000),
                "role": lambda f: f["offices"][0]["officers"][0].update(roles=["king"]),
                "agent": lambda f: f["offices"][0]["workers"][0].update(agent="spy"),
                "stage": lambda f: f["offices"][0]["workers"][0].update(runs={"verfy": [0]}),
                "health": lambda f: f["offices"][0]["workers"][0].update(health="9411"),
            }
            for name, mistake in mistakes.items():
                wrong = copy.deepcopy(file)
                mistake(wrong)
                if validator.is_valid(wrong): sys.exit(f"the schema accepts a wrong {name}")
            """
        let (status, message) = try PythonScript.run(script, DeployTests.deploy)
        #expect(status == 0, "\(message)")
    }
}
