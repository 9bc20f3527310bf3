import { type GraphQLDataSourceProcessOptions, RemoteGraphQLDataSource } from "@apollo/gateway";
import { anonymous, type IdentitySigner, identityHeader } from "@madang/service-kit";

interface Client {
  readonly identity: string;
}

/** What the router would use without a data source of its own: Apollo's, with the signed identity as a header. */
export class SubgraphSource extends RemoteGraphQLDataSource<Client> {
  readonly #signer: IdentitySigner;

  constructor({ url, signer }: { readonly url: string; readonly signer: IdentitySigner }) {
    super({ url });
    this.#signer = signer;
  }

  override async willSendRequest(options: GraphQLDataSourceProcessOptions<Client>): Promise<void> {
    const identity =
      "incomingRequestContext" in options ? options.context.identity : await this.#signer.sign(anonymous);
    options.request.http?.headers.set(identityHeader, identity);
  }

  async close(): Promise<void> {
    // Its connections belong to a client that all share, and end with the process.
  }
}
