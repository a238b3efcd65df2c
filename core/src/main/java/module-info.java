/** The broker, remote sessions, replicated calls and the seams beneath them. */
@SuppressWarnings("module") // the command is compiled after this
module dev.dunlin.core {
    requires com.github.benmanes.caffeine;
    requires org.jctools.core.jdk11;
    requires static org.jspecify;
    requires static com.google.errorprone.annotations;

    uses dev.dunlin.broker.BrokerConnector;
    uses dev.dunlin.call.ReplicaConnector;
    uses dev.dunlin.checkpoint.SelfCheckpointer;
    uses dev.dunlin.service.Values;
    uses dev.dunlin.transport.Transport;

    provides dev.dunlin.broker.BrokerConnector with
            dev.dunlin.session.SessionConnector;
    provides dev.dunlin.call.ReplicaConnector with
            dev.dunlin.session.SessionReplicas;

    exports dev.dunlin;
    exports dev.dunlin.broker;
    exports dev.dunlin.call;
    exports dev.dunlin.call.ordered;
    exports dev.dunlin.checkpoint;
    exports dev.dunlin.conversation;
    exports dev.dunlin.datagram;
    exports dev.dunlin.environment;
    exports dev.dunlin.link to
            dev.dunlin.cli;
    exports dev.dunlin.service;
    exports dev.dunlin.session;
    exports dev.dunlin.transport;
}
