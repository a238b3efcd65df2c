package dev.dunlin.criu;

import dev.dunlin.DunlinException.Reason;

/** Why a process could not be frozen or thawed, each with what would change it. */
public enum CheckpointFault {
    /** There is no {@code criu} to run. */
    CRIU_MISSING(Reason.UNSUPPORTED, "install criu 4.2 or later, or name it with the option for the binary"),
    /** There is no program of the container's engine to run. */
    ENGINE_MISSING(Reason.UNSUPPORTED, "install the engine there, or say how its program is called"),
    /** Another container has the name, or the id. */
    NAME_TAKEN(Reason.REJECTED, "remove or rename the container that has it"),
    /** The image that a container was made of is not there. */
    CONTAINER_IMAGE_MISSING(Reason.REJECTED, "pull or load the image there, under the same name"),
    /** A container that is to move shares its control group with others, who would be stopped with it. */
    NO_FREEZER(Reason.REJECTED, "run it in a control group of its own, as engines do unless told otherwise"),
    /** The {@code criu} at hand is too old for this kernel, or for the images. */
    CRIU_TOO_OLD(
            Reason.UNSUPPORTED,
            "install criu 4.2 or later; images are restored by the criu that wrote them, or a newer one"),
    /** The verdict was against it; nothing was frozen. */
    REFUSED(Reason.REJECTED, "mend what the verdict names"),
    /** There is no such process. */
    NO_SUCH_PROCESS(Reason.REJECTED, "name a process that runs, as seen from here"),
    /** Another process traces the target: a debugger, {@code strace}, another {@code criu}. */
    ALREADY_TRACED(Reason.REJECTED, "end the debugger or tracer of the process"),
    /** A privilege is missing. */
    NO_PRIVILEGE(
            Reason.REJECTED,
            "run as root, or give CAP_CHECKPOINT_RESTORE (and CAP_NET_ADMIN for TCP) in the first user namespace"),
    /** The privilege that TCP connections need is missing. */
    NO_NET_ADMIN(
            Reason.REJECTED,
            "run as root, or give criu CAP_NET_ADMIN besides: TCP connections need it, whatever becomes of them"),
    /** A user namespace stands between, in which sockets cannot be repaired. */
    USER_NAMESPACE(Reason.REJECTED, "run criu outside of the user namespace, as the machine's root"),
    /** The directory of the images is not there, or is none. */
    NO_DIRECTORY(Reason.REJECTED, "name a directory that exists and can be entered"),
    /** Others could write the directory: restoring from it would run what they put there. */
    UNSAFE_DIRECTORY(Reason.REJECTED, "take the right to write away from group and others (chmod 0700), and own it"),
    /** The directory holds a checkpoint already. */
    OCCUPIED_DIRECTORY(Reason.REJECTED, "name another directory, or remove what is in this one"),
    /** The disk is full. */
    DISK_FULL(Reason.LIMIT_REACHED, "make room, or name a directory on another disk"),
    /** There is no manifest: the dump never came to its end. */
    INCOMPLETE(Reason.REJECTED, "take the checkpoint again: only one with a manifest is whole"),
    /** An image is not what the manifest says. */
    IMAGE_CHANGED(Reason.REJECTED, "copy the checkpoint again from where it was taken"),
    /** The directory holds no images. */
    EMPTY_IMAGES(Reason.REJECTED, "take the checkpoint again: the directory holds no images"),
    /** An image ends too early. */
    TRUNCATED_IMAGE(Reason.REJECTED, "copy the checkpoint again from where it was taken"),
    /** An image is none, or not of its kind. */
    GARBLED_IMAGE(Reason.REJECTED, "copy the checkpoint again from where it was taken"),
    /** An image is missing. */
    MISSING_IMAGE(Reason.REJECTED, "copy the checkpoint again from where it was taken"),
    /** The pid, or the id of a thread, is taken. */
    PID_TAKEN(Reason.REJECTED, "end the process that has the number, or restore in a new pid namespace"),
    /** The address that a server of the image listens at is in use. */
    PORT_TAKEN(Reason.ADDRESS_UNAVAILABLE, "end what listens there"),
    /** This host does not have the address of a socket of the image. */
    ADDRESS_MISSING(Reason.ADDRESS_UNAVAILABLE, "give this host the address before the restore"),
    /** A file that the process has mapped or open is not what it was. */
    FILE_CHANGED(Reason.REJECTED, "put back the file as it was when the checkpoint was taken"),
    /** A file that the process has open is not there. */
    FILE_MISSING(Reason.REJECTED, "put back the file, at the same path"),
    /** A file that the process has mapped or open is missing on the host that it is to move to, or is another there. */
    FILE_DIFFERS(Reason.REJECTED, "put the same files on the target at the same paths, or force it"),
    /** The working directory is gone. */
    DIRECTORY_GONE(Reason.REJECTED, "make the working directory again, at the same path"),
    /** The images were made for another kernel or processor, or by another {@code criu}. */
    OTHER_HOST(
            Reason.UNSUPPORTED, "restore on a host with the same processor features, and the same criu or a newer one"),
    /** The network could not be locked. */
    NO_NETWORK_LOCK(Reason.UNSUPPORTED, "install nftables or iptables, and choose it as the network lock"),
    /** A TCP connection is established, and it was not said what shall become of it. */
    TCP_ESTABLISHED(Reason.REJECTED, "choose whether TCP connections are kept (established) or closed"),
    /** The process belongs to a terminal. */
    TERMINAL(
            Reason.REJECTED,
            "choose the option for shell jobs, or start the process without a terminal (setsid, </dev/null)"),
    /** A UNIX socket has its other end outside. */
    EXTERNAL_UNIX(Reason.REJECTED, "choose the option for external UNIX sockets"),
    /** A file is locked. */
    FILE_LOCK(Reason.REJECTED, "choose the option for file locks"),
    /** A file that was deleted is open or mapped, and too large to be put into the images. */
    DELETED_FILE(Reason.REJECTED, "let the process close the deleted file, or raise --ghost-limit"),
    /** The kernel does not track which pages change. */
    NO_TRACKING(Reason.UNSUPPORTED, "use a kernel with soft-dirty tracking, or do without it"),
    /** The process holds something that {@code criu} cannot save. */
    UNSUPPORTED_RESOURCE(Reason.UNSUPPORTED, "let the process close what the line names"),
    /** A resource of the process that was to freeze itself would not have it; it was not frozen. */
    RESOURCE_REFUSED(Reason.REJECTED, "see what the resource says, which is suppressed in this"),
    /** A resource of the process that froze itself did not come back; the checkpoint itself is good. */
    RESOURCE_LOST(Reason.REJECTED, "see what the resource says, which is suppressed in this; the checkpoint is good"),
    /** The tool was killed. */
    KILLED(Reason.UNSUPPORTED, "see who killed criu (out of memory?), and try again"),
    /** The deadline passed. */
    TIMED_OUT(Reason.TIMED_OUT, "give it more time, or see in the log what it waits for"),
    /** Something else, which the log tells. */
    OTHER(Reason.UNSUPPORTED, "the log says more");

    private final Reason reason;
    private final String mend;

    CheckpointFault(Reason reason, String mend) {
        this.reason = reason;
        this.mend = mend;
    }

    /** The same in the vocabulary of all of Dunlin. */
    public Reason reason() {
        return reason;
    }

    /** What would change it. */
    public String mend() {
        return mend;
    }
}
