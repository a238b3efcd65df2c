/** TCP and Unix domain sockets, datagrams, and the protobuf wire format. */
module dev.dunlin.transport.netty {
    requires transitive dev.dunlin.core;
    requires com.google.protobuf;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires io.netty.transport.unix.common;
    requires org.jctools.core.jdk11;
    requires static org.jspecify;

    exports dev.dunlin.transport.netty;

    // Generated code describes itself by reflection.
    opens dev.dunlin.transport.netty.wire to
            com.google.protobuf;

    provides dev.dunlin.transport.Transport with
            dev.dunlin.transport.netty.NettyTransport,
            dev.dunlin.transport.netty.UdpTransport;
}
