"""Networks of actors for Gephi, Cytoscape, igraph: GraphML and GEXF, of the ties that `compare.network` counts."""
from __future__ import annotations

import io
import re

from ..compare import network
from ..pipeline import Tables
from .files import ExchangeError, Files, plain

NETWORKS = {"messages": True, "meetings": False}  # and whether a tie has a direction


def graph(tables: Tables, of: str):
    """A networkx graph: an actor a node, with `actor_class`; a tie an edge with `weight`, `articles` and, of messages, mean `strength`."""
    try:
        import networkx as nx
    except ImportError as error:
        raise ExchangeError('networks need networkx: pip install -e ".[exchange]"') from error
    ties = network(tables, of)
    made = nx.DiGraph() if NETWORKS[of] else nx.Graph()
    classes = dict(zip(tables.entities["name"], tables.entities["actor_class"].fillna("unclassified")))
    for name in sorted({*ties["source"], *ties["target"]}):
        made.add_node(plain(name), label=plain(name), actor_class=plain(classes[name]))
    for tie in ties.to_dict("records"):
        numbers = {key: float(value) if key == "strength" else int(value) for key, value in tie.items() if key not in ("source", "target")}
        made.add_edge(plain(tie["source"]), plain(tie["target"]), **numbers)
    return made


def write_graphml(tables: Tables) -> Files:
    """`messages.graphml` (issuer to addressee) and `meetings.graphml`."""
    return _write(tables, "graphml")


def write_gexf(tables: Tables) -> Files:
    """`messages.gexf` (issuer to addressee) and `meetings.gexf`."""
    return _write(tables, "gexf")


def _write(tables: Tables, form: str) -> Files:
    for of in NETWORKS:
        made, memory = graph(tables, of), io.BytesIO()
        import networkx as nx

        {"graphml": nx.write_graphml_xml, "gexf": nx.write_gexf}[form](made, memory)
        # networkx writes the day of writing into GEXF
        yield f"{of}.{form}", re.sub(rb' lastmodifieddate="[^"]*"', b"", memory.getvalue())
