import Agent
import Awards
import Commands
import Dispatch
import Log
import Synchronization

/// Sends letters beside the task, in the worker that owns it.
final class SendingEdge: Sendable {
    private let stop = StopSignal()
    private let sending = DispatchGroup()
    private let state = Mutex<TaskStatus?>(nil)
    private let settings = Mutex<AgentConfiguration?>(nil)
    /// Says of the task whether this worker owns it.
    static let shared = SendingEdge()

    /// As the worker starts it.
    static let ofWorker = AgentEdge(ChannelSettings.settings) { configuration, log, logger in
        try shared.start(configuration, log, logger)
        return AgentEdge.Running(log: log) { shared.close() }
    }

    func watch(_ status: TaskStatus) { state.withLock { $0 = status } }

    private var isOwner: Bool { state.withLock { $0 }?.now.role == .owner }

    private func start(_ configuration: AgentConfiguration, _ log: any EventLog, _ logger: Logger) throws {
        let settings = try ChannelSettings(configuration)
        let templates = try LetterTemplateSet(folder: settings.letters)
        let offices = try Offices.load(path: configuration.offices)
        guard let office = offices[configuration.office] else {
            throw CommandFailure(.configuration, "\(configuration.offices) has no office \(configuration.office).")
        }
        let dispatch = LetterDispatch(
            settings: settings, office: office, templates: templates, now: WallClock.now,
            pause: { [stop] in stop.wait(milliseconds: $0) })
        DispatchQueue(label: "letters").async(group: sending) { [self] in
            while !stop.wait(milliseconds: 200) {
                guard isOwner else { continue }
                do {
                    try send(log, office, dispatch, logger)
                } catch {
                    if (error as? LogError)?.reason == .fenced {
                        logger.info("sending.fenced", "Another worker sends the letters now.")
                    } else {
                        logger.warning("sending.trouble", "Letters wait: \(error)")
                    }
                    // What was begun is read anew before anything is sent.
                    stop.wait(milliseconds: 2_000)
                }
            }
        }
    }

    private func send(_ log: any EventLog, _ office: Office, _ dispatch: LetterDispatch, _ logger: Logger) throws {
        let sender = try LetterSender(log, office, dispatch, logger)
        defer { sender.close() }
        try sender.begin()
        while !stop.isSet, isOwner { _ = try sender.step() }
    }

    func close() {
        stop.set()
        sending.wait()
    }
}

/// The stage as its executable offers it: beside the task letters are sent, as long as this worker owns it.
struct NotifyStage: StageProgram {
    private let program = StageOf<NotifyDecider>(.notify) { task, offices in
        let decider = try NotifyDecider(task, offices)
        return (decider.specification, decider)
    }

    var stage: Awards.Stage { program.stage }

    func specification(of task: TaskName, _ offices: Offices) throws -> TaskSpecification {
        try program.specification(of: task, offices)
    }

    func start(
        _ task: TaskName, _ offices: Offices, _ environment: TaskEnvironment,
        ended: @escaping @Sendable (TaskEnding) -> Void
    ) throws -> TaskRun {
        SendingEdge.shared.watch(environment.status)
        return try program.start(task, offices, environment, ended: ended)
    }

    func replay(_ task: TaskName, _ offices: Offices, _ replay: ReplayRequest) throws -> ReplayResult {
        try program.replay(task, offices, replay)
    }
}
