"""cqtt: the Vietnamese-language site of a friendly commune. FEATURES is the product's table of contents."""

import logging
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from cqtt import (
    access,
    audit,
    codes,
    commune,
    database,
    deadlines,
    declarations,
    desk,
    dossiers,
    editing,
    equipment,
    error_pages,
    evaluation,
    exchange,
    feedback,
    fees,
    home,
    htmx,
    leaders,
    letters,
    listening,
    news,
    notifications,
    phrases,
    pledges,
    posters,
    procedures,
    promises,
    ratings,
    register,
    static_files,
    till,
    upkeep,
    vocabulary,
    web_security,
)
from cqtt.addresses import RowConverter
from cqtt.config import Settings, read_settings
from cqtt.extensions import babel, csrf, db, login_manager, migrate
from cqtt.files import FileStore
from cqtt.i18n import choose_language

FEATURES = (
    audit,
    commune,
    codes,
    notifications,
    equipment,
    procedures,
    phrases,
    fees,
    dossiers,
    declarations,
    vocabulary,
    posters,
    editing,
    exchange,
    news,
    feedback,
    promises,
    deadlines,
    desk,
    till,
    register,
    leaders,
    pledges,
    listening,
    ratings,
    letters,
    evaluation,
    home,
    upkeep,
)  # each may import only from those before it

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE if (PACKAGE / "templates").is_dir() else PACKAGE.parent  # installed wheel, or a checkout


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application, bound to one data folder."""
    settings = settings or read_settings()
    app = Flask(
        "cqtt",
        root_path=str(ROOT),
        template_folder="templates",
        static_folder=None,
        instance_path=str(settings.data),
    )
    app.config.update(settings.flask_config())
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    app.url_map.converters["row"] = RowConverter
    app.logger.setLevel(logging.INFO)
    _bind_extensions(app, settings)
    for feature in FEATURES:
        for blueprint in feature.blueprints:
            app.register_blueprint(blueprint)
    return app


def _bind_extensions(app: Flask, settings: Settings) -> None:
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    app.extensions["files"] = FileStore(settings.data / "files")
    db.init_app(app)
    with app.app_context():
        database.tune(db.engine)
    migrate.init_app(app, db)
    babel.init_app(app, locale_selector=choose_language)
    csrf.init_app(app)
    login_manager.init_app(app)
    database.init_app(app)
    htmx.init_app(app)
    static_files.init_app(app, ROOT / "static")
    web_security.init_app(app)
    access.init_app(app)
    error_pages.register_handlers(app)
