import Awards
import Documents
import Foundation
import Messages
import Policy
import TestSupport
import Testing

@Suite struct PolicySchemaTests {
    /// Runs jsonschema over every policy, and over one with one mistake each, which the schema must find. Days are
    /// texts in YAML 1.2, as editors read it.
    @Test(.enabled(if: PythonScript.hasValidator, "python3 with jsonschema and yaml is missing: SKIPPED"))
    func schemaAcceptsThePoliciesAndRefusesMistakes() throws {
        let script = """
            import copy, glob, json, sys, yaml, jsonschema
            folder = sys.argv[1]
            schema = json.load(open(folder + "/policy.schema.json"))
            jsonschema.Draft202012Validator.check_schema(schema)
            validator = jsonschema.Draft202012Validator(schema)
            class Loader(yaml.SafeLoader): pass
            Loader.yaml_implicit_resolvers = {
                first: [rule for rule in rules if rule[0] != "tag:yaml.org,2002:timestamp"]
                for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()}
            files = {name: yaml.load(open(name), Loader) for name in sorted(glob.glob(folder + "/*.yaml"))}
            if len(files) < 4: sys.exit("policies are missing")
            for name, file in files.items():
                for error in validator.iter_errors(file):
                    sys.exit(f"{name}: {error.json_path}: {error.message[:400]}")
            file = files[folder + "/baotou-2022.yaml"]
            place = next(i for i, clause in enumerate(file["clauses"]) if clause["clause"] == "7-1")
            def clause(change): return lambda f: change(f["clauses"][place])
            mistakes = {
                "missing title": lambda f: f.pop("title"),
                "state": lambda f: f.update(state="valid"),
                "tier": lambda f: f["tiers"].update(pays="banner"),
                "allotments": lambda f: f.update(allotments="always"),
                "day": lambda f: f.update(issued_on="2022/8/26"),
                "years": lambda f: f.update(valid_years="three"),
                "reading id": lambda f: f["readings"].update(B1=f["readings"]["A-01"]),
                "choice without words": lambda f: f["readings"]["A-01"]["choices"]["inclusive"].pop("en"),
                "unknown key": clause(lambda c: c.update(capp=1)),
                "two grants": clause(lambda c: c.update(duty={"zh": "无", "en": "none"})),
                "no grant": clause(lambda c: c.pop("award")),
                "number as clause id": clause(lambda c: c.update(clause=7)),
                "number without unit": clause(lambda c: c["parameters"]["cap"].pop("unit")),
                "number without words": clause(lambda c: c["parameters"]["cap"].pop("quote")),
                "value": clause(lambda c: c["parameters"]["cap"].update(value="500,000")),
                "duration with unit": clause(lambda c: c["parameters"]["minimum_age"].update(unit="year")),
                "direction": clause(lambda c: c["parameters"]["cap"].update(may="less")),
                "parameter name": clause(lambda c: c["parameters"].update(Cap=c["parameters"]["cap"])),
                "fact without unit": clause(lambda c: c["facts"]["area_m2"].pop("unit")),
                "text with unit": clause(lambda c: c["facts"]["registered_in"].update(unit="yuan")),
                "fact without English": clause(lambda c: c["facts"]["area_m2"].pop("en")),
                "fact type": clause(lambda c: c["facts"]["area_m2"].update(type="integer")),
                "default and optional": clause(lambda c: c["facts"]["has_base"].update(optional=True)),
                "source": clause(lambda c: c["facts"]["area_m2"].update(source="hearsay")),
                "condition without reason": clause(lambda c: c["conditions"][1].pop("else")),
                "condition of two kinds": clause(lambda c: c["conditions"][1].update(within="applied_on")),
                "reason with spaces": clause(lambda c: c["conditions"][1].update({"else": "not registered"})),
                "award without amount": clause(lambda c: c["award"].pop("amount")),
                "cap over time without cap": clause(lambda c: c.update(earlier={"rule": "cap"})),
                "once with cap": clause(lambda c: c.update(earlier={"rule": "once", "cap": "cap"})),
                "share of nobody": clause(lambda c: c.update(shares={"town": "rest"})),
                "settlement by a county": lambda f: f["settlement"].update(city="150223"),
                "settlement without words": lambda f: f["settlement"].pop("quote"),
                "settlement of nothing": clause(lambda c: c.update(settlement={})),
                "settlement by no name": clause(lambda c: c.update(settlement={"facts": ["City"]})),
                "band": clause(lambda c: c.update(tables={"t": {"of": "rooms", "bands": [{"from": "a", "above": "b", "is": "c"}]}})),
                "queue without reason": clause(lambda c: c.update(
                    budget={"total": "cap", "per": "year", "divide": "queue", "zh": "总额", "en": "total"})),
            }
            for name, mistake in mistakes.items():
                wrong = copy.deepcopy(file)
                mistake(wrong)
                if validator.is_valid(wrong): sys.exit(f"the schema accepts a wrong {name}")
            """
        let (status, message) = try PythonScript.run(script, PolicyFiles.folder)
        #expect(status == 0, "\(message)")
    }

    /// What the schema lists is what the reader takes.
    @Test func enumerationsAreThoseOfTheReader() throws {
        let schema = try Fact(json: Document.read("\(PolicyFiles.folder)/policy.schema.json"))
        let facts = "$defs/fact/properties"
        #expect(schema.words("properties/state/enum") == Programme.State.allCases.map(\.rawValue))
        #expect(schema.words("properties/allotments/enum") == Programme.Allotments.allCases.map(\.rawValue))
        #expect(Set(schema.words("$defs/tier/enum")) == Set(Tier.allCases.map(\.rawValue)))
        #expect(schema.words("$defs/period/enum") == EarlierRule.Period.allCases.map(\.rawValue))
        #expect(schema.words("\(facts)/round/enum") == FactDeclaration.RoundKnowledge.allCases.map(\.rawValue))
        #expect(schema.words("$defs/parameter/properties/may/enum") == Parameter.Direction.allCases.map(\.rawValue))
        #expect(schema.words("$defs/claimant/properties/kind/enum") == Claimant.Kind.allCases.map(\.rawValue))
        #expect(schema.words("$defs/budget/properties/divide/enum") == Budget.Division.allCases.map(\.rawValue))
        let duplication = "properties/non_duplication/properties"
        #expect(schema.words("\(duplication)/object/enum") == NonDuplication.Joined.allCases.map(\.rawValue))
        #expect(schema.words("\(duplication)/policies_of/enum") == NonDuplication.Policies.allCases.map(\.rawValue))
    }

    @Test(arguments: PolicyFiles.names) func editorsAreToldOfTheSchema(name: String) throws {
        let text = String(decoding: try Document.read(PolicyFiles.path(name)), as: UTF8.self)
        #expect(text.hasPrefix("# yaml-language-server: $schema=policy.schema.json\n"))
    }
}

extension Fact {
    /// The texts of a list at a path of names.
    fileprivate func words(_ path: String) -> [String] {
        var fact = self
        for name in path.split(separator: "/") {
            guard case .record(let record) = fact, let next = record[String(name)] else { return [] }
            fact = next
        }
        guard case .list(let elements) = fact else { return [] }
        return elements.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }
}
