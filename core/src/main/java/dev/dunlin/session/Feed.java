package dev.dunlin.session;

/** Takes what has come for a {@link RemoteSubscription} out of its {@link Inbox}. */
interface Feed {

    /** Something has come, or may be taken now. Called by any thread; does not block. */
    void signal();
}
